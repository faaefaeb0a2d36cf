"""Files come with an act: looked at by content, kept once, on record with their digest; what is refused is said in words."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Draft, Entry
from fengqiao.apps.files import scanning
from fengqiao.apps.files.models import File
from fengqiao.domain.positions import without_position
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import address, hidden, seat
from tests.apps.files import samples
from tests.apps.files.cast import contents, hand_in, send, ticket_in, told, upload
from tests.apps.files.test_reading import body
from tests.apps.mediation.cast import link, met
from tests.apps.portal.cast import accepted_case
from tests.town import Town, go, register_case, this_minute


@pytest.fixture
def case(town: Town) -> Case:
    return accepted_case(town)


@pytest.fixture
def phone(client: Client, case: Case) -> Client:
    """The petitioner, who has shown that the case is theirs."""
    client.cookies["django_language"] = "zh-hans"
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    return client


def do(case: Case, step: str = "add_material") -> str:
    return f"/t/{case.tracking_code}/do/{step}"


def test_the_ledger_keeps_the_digest_of_what_is_kept(town: Town, case: Case, phone: Client, store: Path) -> None:
    assert hand_in(phone, do(case), samples.jpeg(), text="墙又裂了").status_code == 302
    bare = without_position("jpg", samples.jpeg())
    digest = hashlib.sha256(bare).hexdigest()
    row = told(case, "add_material")[0]
    assert (row["sha256"], row["size"], row["kind"]) == (digest, len(bare), "jpg")
    assert [path.read_bytes() for path in contents(store)] == [bare]
    assert samples.NORTH not in bare


def test_a_photo_alone_is_enough_and_nothing_at_all_is_not(town: Town, case: Case, phone: Client) -> None:
    refused = hand_in(phone, do(case), text=" ")
    assert refused.status_code == 422
    assert "请填写" in refused.content.decode()
    assert hand_in(phone, do(case), samples.PNG, text="").status_code == 302
    assert "text" not in Entry.objects.get(case=case, act="add_material").body["data"]


def test_the_same_content_is_stored_once_whoever_brings_it(town: Town, case: Case, phone: Client, store: Path) -> None:
    hand_in(phone, do(case), samples.PNG, samples.PNG, text="两张一样的")
    assert len(told(case, "add_material")) == 1
    hand_in(seat(town.handler), f"{address(case)}act/note/", samples.PNG, text="复印")
    assert len(contents(store)) == 1
    assert File.objects.filter(seq__gt=0).count() == 2


@pytest.mark.parametrize("name", ["EXE", "SVG", "HTML", "SHELL", "JAR", "MACROS"])
def test_what_is_renamed_is_refused_in_plain_words(town: Town, case: Case, phone: Client, store: Path, name: str) -> None:
    answer = hand_in(phone, do(case), getattr(samples, name), text="看看这张照片")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“1号 院墙.jpg”不是能收的文件" in page
    assert "看看这张照片" in page
    assert contents(store) == []
    assert not Entry.objects.filter(case=case, act="add_material").exists()


def test_a_refusal_costs_no_file_that_was_good(town: Town, case: Case, phone: Client, store: Path) -> None:
    page = hand_in(phone, do(case), samples.PNG, samples.EXE, text="两个文件").content.decode()
    kept = File.objects.get(seq=0)
    assert f'name="files" value="{kept.id}"' in page
    assert "1号 院墙.jpg" in page
    assert hand_in(phone, do(case), text="两个文件", files=str(kept.id)).status_code == 302
    assert told(case, "add_material")[0]["id"] == str(kept.id)


def test_limits_are_said_in_words(town: Town, case: Case, phone: Client, settings: Settings) -> None:
    settings.FILE_MEGABYTES, settings.FILES_AT_ONCE = 1, 2
    assert "一个文件最多1 MB" in hand_in(phone, do(case), b"x" * 1_100_000, text="大").content.decode()
    many = [samples.drawing(bytes([n])) for n in range(3)]
    assert "一次最多2个文件" in hand_in(phone, do(case), *many, text="多").content.decode()
    assert "是空的" in hand_in(phone, do(case), b"", text="空").content.decode()
    assert "可能没有传完整" in hand_in(phone, do(case), samples.PNG[:-20], text="断").content.decode()


def test_names_of_files_are_sealed(town: Town, case: Case, phone: Client) -> None:
    page = phone.get(do(case)).content.decode()
    send(phone, ticket_in(phone, do(case)), samples.PNG, "吴大升 身份证 100123.jpg")
    file = File.objects.get()
    assert "吴大升" not in bytes(file.name).decode(errors="replace")
    assert file.own_name == "吴大升 身份证 100123.jpg"
    hand_in(phone, do(case), text="", files=str(file.id))
    assert "吴大升 身份证 100123.jpg" in phone.get(f"/t/{case.tracking_code}").content.decode()
    assert "100123" not in seat(town.handler).get(address(case)).content.decode()
    assert page


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b\\c.jpg", "x" * 999 + ".jpg", "\u202egpj.exe", "\0.jpg", "  ", "<b>.jpg"])
def test_no_name_goes_anywhere(town: Town, case: Case, phone: Client, store: Path, name: str) -> None:
    assert send(phone, ticket_in(phone, do(case)), samples.PNG, name).status_code == 200
    assert [path.name for path in contents(store)] == [hashlib.sha256(samples.PNG).hexdigest()]
    assert len(File.objects.get().own_name) <= 200


def test_a_name_of_nine_kilobytes_is_cut_and_the_file_taken(town: Town, case: Case, phone: Client, store: Path) -> None:
    """One by one, and with the form where no script runs: what was typed is not lost to a name."""
    first, second = BytesIO(samples.PNG), BytesIO(samples.WEBP)
    first.name = second.name = "树" * 3000 + ".png"
    assert phone.post("/files/send", {"ticket": ticket_in(phone, do(case)), "file": first}).status_code == 200
    page = phone.get(do(case)).content.decode()
    sent = {"once": hidden(page, "once"), "expecting": hidden(page, "expecting"), "text": "界树"}
    assert phone.post(do(case), {**sent, "files": [second]}).status_code == 302
    assert Entry.objects.get(case=case, act="add_material").body["data"]["text"] == "界树"
    assert {len(file.own_name) for file in File.objects.all()} == {200}


def test_cy_16_the_acceptance_of_works_and_a_hazard_have_their_photos(town: Town, case: Case) -> None:
    """CY-16, CY-01: before and after stand with the acceptance; where a hazard is, with the hazard."""
    desk, day = seat(town.handler), str(today())
    hand_in(desk, f"{address(case)}act/hazard/", what="外墙掉砖，三号楼西侧", photos=[_photo(b"a")],
            **{"tasks.1.what": "拉警戒线", "tasks.1.who": "社区", "tasks.1.due_on": day})  # fmt: skip
    assert [row["kind"] for row in told(case, "hazard")] == ["png"]
    go(case, "add_works", town.handler, this_minute(), works=[{"what": "四面加固", "who": "县建筑公司", "seen": "裂缝3厘米"}])
    (line,) = case.lines.filter(sheet="works")
    for _stage in ("planned", "done"):
        go(case, "advance_lines", town.handler, this_minute(), lines=[{"line": str(line.id)}], proof="看过", done_on=day)
    chosen = {"lines": str(line.id), "proof": "验收单1号", "done_by": "唐二楼", "done_on": day}
    answer = hand_in(desk, f"{address(case)}act/advance_lines/", **chosen, photos=[_photo(b"before"), _photo(b"after")])
    assert answer.status_code == 303
    assert [row["kind"] for row in told(case, "advance_lines")] == ["png", "png"]
    page = desk.get(address(case)).content.decode()
    assert page.count('<img class="fq-file-small"', page.index("记下一步</strong>")) >= 2


def test_sent_one_by_one_and_sent_again_it_is_one(town: Town, case: Case, phone: Client) -> None:
    ticket = ticket_in(phone, do(case))
    first, again = (send(phone, ticket, samples.PNG).json()["file"] for _ in range(2))
    assert first == again
    refused = send(phone, ticket, samples.EXE)
    assert refused.status_code == 422
    assert "不是能收的文件" in refused.json()["words"]
    assert phone.post("/files/send", {"ticket": ticket}).status_code == 422


def test_without_a_ticket_nothing_is_taken(town: Town, case: Case, phone: Client) -> None:
    ticket = ticket_in(phone, do(case))
    for wrong in ("", "x", ticket[:-2], ticket.replace(":", "::")):
        assert send(phone, wrong, samples.PNG).status_code == 403
    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        answer = send(phone, ticket, samples.PNG)
    assert answer.status_code == 403
    assert "刷新" in answer.json()["words"]
    assert not File.objects.exists()


def test_a_ticket_is_good_in_the_browser_that_was_given_it_and_nowhere_else(town: Town, case: Case, phone: Client) -> None:
    """Nobody sends files in another's name: not with a ticket that was copied, nor after the one it stands for signed out."""
    met_case = met(town)
    guest, desk, another = Client(), seat(town.handler), seat(town.clerk)
    forms = [(phone, do(case)), (guest, f"{link(met_case, 'other_party')}/do/add_material"), (desk, f"{address(case)}act/note/")]
    tickets = [(browser, ticket_in(browser, url)) for browser, url in forms]
    another.get(f"{address(case)}act/note/")
    for _browser, ticket in tickets:
        for stranger in (Client(), another):
            assert send(stranger, ticket, samples.PNG).status_code == 403
    assert not File.objects.exists()
    for browser, ticket in tickets:
        assert send(browser, ticket, samples.PNG).status_code == 200
    desk.post("/logout")
    assert send(desk, tickets[2][1], samples.WEBP).status_code == 403


def test_nobody_hands_in_what_another_sent(town: Town, case: Case, phone: Client) -> None:
    mine = send(phone, ticket_in(phone, do(case)), samples.PNG).json()["file"]
    for who in (town.handler, town.clerk):
        answer = hand_in(seat(who), f"{address(case)}act/add_material/", text="x", files=mine)
        assert answer.status_code == 422
    other = accepted_case(town)
    phone.post(f"/t/{other.tracking_code}/open", {"proof": "5678"})
    assert hand_in(phone, do(other), text="x", files=mine).status_code == 422
    assert hand_in(phone, do(case), text="x", files=mine).status_code == 302
    assert hand_in(phone, do(case), text="再交一遍", files=mine).status_code == 422


def test_what_is_never_handed_in_goes_away_after_a_day(town: Town, case: Case, phone: Client, store: Path) -> None:
    ticket = ticket_in(phone, do(case))
    send(phone, ticket, samples.PNG)
    send(phone, ticket, samples.WEBP)
    hand_in(seat(town.handler), f"{address(case)}act/note/", samples.WEBP, text="同一张")
    with time_machine.travel(now() + timedelta(hours=23), tick=False):
        hand_in(seat(town.handler), f"{address(case)}act/note/", samples.DOCX, text="又一份")
        assert len(contents(store)) == 3
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        hand_in(seat(town.handler), f"{address(case)}act/note/", samples.XLSX, text="表")
    assert hashlib.sha256(samples.PNG).hexdigest() not in [path.name for path in contents(store)]
    assert hashlib.sha256(samples.WEBP).hexdigest() in [path.name for path in contents(store)]  # it is on record elsewhere


def test_an_interrupted_writing_is_mended(town: Town, case: Case, phone: Client, store: Path) -> None:
    digest = hashlib.sha256(samples.PNG).hexdigest()
    half = store / "999901" / digest[:2] / digest
    half.parent.mkdir(parents=True)
    half.write_bytes(samples.PNG[:10])
    hand_in(phone, do(case), samples.PNG, text="")
    assert half.read_bytes() == samples.PNG


def test_a_scanner_that_finds_or_does_not_answer_keeps_files_out(
    town: Town, case: Case, phone: Client, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(data: bytes) -> str:
        raise ConnectionRefusedError

    monkeypatch.setattr(scanning, "scan", away)
    assert "现在查不了病毒" in hand_in(phone, do(case), samples.PNG, text="x").content.decode()
    monkeypatch.setattr(scanning, "scan", lambda data: "Eicar")
    assert "查出病毒" in hand_in(phone, do(case), samples.PNG, text="x").content.decode()
    assert contents(store) == []
    monkeypatch.setattr(scanning, "scan", lambda data: "")
    assert hand_in(phone, do(case), samples.PNG, text="x").status_code == 302


def test_the_window_brings_papers_and_says_what_they_are(town: Town, case: Case) -> None:
    page = hand_in(seat(town.clerk), f"{address(case)}act/add_material/", samples.PDF, text="", **{"files.what": "title"})
    assert page.status_code in (302, 303)
    assert told(case, "add_material")[0]["what"] == "title"
    assert "土地、房屋、山林凭证（PDF文件）" in seat(town.handler).get(address(case)).content.decode()


def test_a_guest_brings_files_by_the_link(town: Town) -> None:
    case = met(town)
    guest, url = Client(), link(case, "other_party")
    assert hand_in(guest, f"{url}/do/add_material", samples.PNG, text="").status_code == 303
    assert told(case, "mediation.add_material")[0]["kind"] == "png"
    assert hand_in(Client(), f"{link(case, 'panel')}/do/meet", samples.wav(), held_on=str(today()), place="村部",
                   present="两家", words="谈了").status_code == 303  # fmt: skip


def test_kz_50_the_voice_stays_as_it_is_beside_the_words(town: Town, case: Case, phone: Client, store: Path) -> None:
    """KZ-50: what was recorded is kept byte for byte and plays beside what was typed."""
    hand_in(phone, do(case), samples.wav(), text="大意是：墙裂了三年。")
    row = told(case, "add_material")[0]
    assert contents(store)[0].read_bytes() == samples.wav()
    page = seat(town.handler).get(address(case)).content.decode()
    entry = page[page.index("补充材料</strong>") :]
    assert f'<audio class="fq-file-sound" controls preload="none" src="/files/{row["id"]}"' in entry
    assert "大意是：墙裂了三年。" in entry
    assert body(seat(town.handler).get(f"/files/{row['id']}")) == samples.wav()


def test_cy_33_a_record_of_the_place_has_its_photos(town: Town, case: Case) -> None:
    """CY-33: who went to the place writes down what was seen, and the photos stand with it."""
    desk = seat(town.handler)
    answer = hand_in(desk, f"{address(case)}act/inspect/", inspected_on=str(today()), where="三号楼西墙", inspectors="陆海平、唐二楼",
                     one_side="吴大升", other_side="桂园物业，电话通知，没有来", found="裂缝从二楼到四楼。",
                     photos=[_photo(b"a"), _photo(b"b")])  # fmt: skip
    assert answer.status_code == 303
    assert [row["kind"] for row in told(case, "inspect")] == ["png", "png"]
    page = desk.get(address(case)).content.decode()
    at = page.index("现场勘查</strong>")
    assert page.count('<img class="fq-file-small"', at) == 2
    assert "裂缝从二楼到四楼。" in page[at:]
    assert "材料目录" in desk.get(f"{address(case)}print").content.decode()


def test_pb_26_an_inspection_prints_for_both_sides_to_sign(town: Town, case: Case) -> None:
    """PB-26: both sides present, sketch, photos, measures; printed as 现场勘查记录 with lines for both and the witnesses."""
    desk = seat(town.handler)
    form = {"inspected_on": str(today()), "where": "屋后界沟", "inspectors": "陆海平", "found": "界石在沟里。"}
    refused = hand_in(desk, f"{address(case)}act/inspect/", **form)
    assert refused.status_code == 422
    assert 'id="id_one_side-error"' in refused.content.decode()
    assert 'id="id_other_side-error"' in refused.content.decode()
    measured = {"measures.1.what": "界石到东墙角", "measures.1.result": "4.2米", "measures.2.what": "沟宽", "measures.2.result": "0.6米"}
    answer = hand_in(desk, f"{address(case)}act/inspect/", **form, **measured, one_side="吴大升", other_side="龙水生",
                     witnesses="村民组长麻老六", said="都认这块石头。", sketch=[_photo(b"s")], photos=[_photo(b"p")])  # fmt: skip
    assert answer.status_code == 303
    paper = Entry.objects.get(case=case, act="inspect").body["papers"][0]
    sheet = desk.get(f"/papers/{paper['id']}").content.decode()
    for words in ("现场勘查记录", "吴大升", "龙水生", "麻老六", "界石到东墙角", "4.2米", "沟宽", "附草图 1 张，照片、录像 1 份",
                  "申请（反映）一方（签名、按指印）：＿", "另一方（签名、按指印）：＿", "见证人（签名）：＿"):  # fmt: skip
        assert words in sheet, words


@pytest.mark.parametrize("kind", ["mediation", "petition"])
def test_pb_26_whoever_mediates_inspects_as_well(town: Town, kind: str, case: Case) -> None:
    """PB-26: the inspection belongs to both ways."""
    found = met(town) if kind == "mediation" else case
    by = town.grid_worker if kind == "mediation" else town.handler
    step = "mediation.inspect" if kind == "mediation" else "inspect"
    go(found, step, by, f"{today()} 23:59", inspected_on="today", where="村口", inspectors="麻利", one_side="石阿公",
       other_side="龙水生", found="树在界上。")  # fmt: skip
    assert Entry.objects.filter(case=found, act=step).exists()


def _photo(salt: bytes):
    return upload(samples.drawing(salt))


def test_files_of_an_act_that_waits_are_kept_and_go_on_record_when_it_is_approved(town: Town, case: Case) -> None:
    """Any act of any pack can ask for files: here one that a head approves."""
    asks = rules.pack_of(case).act("not_accept")[1]  # type: ignore[index]
    object.__setattr__(asks, "fields", (*asks.fields, Field("files", Words("材料", "Files"), "files")))
    try:
        fresh = register_case(town)
        go(fresh, "open_dispatch", town.dispatcher, "2026-03-02 15:00")
        go(fresh, "transfer", town.dispatcher, "2026-03-03 09:00", unit=town.unit("housing"))
        go(fresh, "receive", town.handler, "2026-03-04 09:00")
        desk, url = seat(town.handler), f"{address(fresh)}act/not_accept/"
        answer = hand_in(desk, url, samples.PNG, ground="out_of_power", reasons="属于法院执行事项。", competent="澜溪县人民法院，桂花路8号")
        assert answer.status_code == 303
        held = File.objects.get()
        assert (held.is_held, held.seq) == (True, 0)
        head = seat(town.head)
        page = head.get(address(fresh)).content.decode()
        assert f"/files/{held.id}" in page
        draft = Draft.objects.get(case=fresh)
        corrected = head.get(f"{url}?draft={draft.id}").content.decode()
        assert f'name="files" value="{held.id}"' in corrected
        assert "1号 院墙.jpg" not in corrected  # the name is whose file it is
        with time_machine.travel(now() + timedelta(days=3), tick=False):
            head = seat(town.head)
            hand_in(head, f"{address(fresh)}act/note/", samples.WEBP, text="三天以后")
            assert head.post(f"/cases/drafts/{draft.id}/approve").status_code in (302, 303)
        assert [row["id"] for row in told(fresh, "not_accept")] == [str(held.id)]
    finally:
        object.__setattr__(asks, "fields", asks.fields[:-1])
