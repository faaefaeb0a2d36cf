"""The yearly notice of days off, pasted by an administrator: read, looked at, used at once, and the lists follow."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import hidden, seat
from tests.town import Town, go, register_case

PAGE = "/calendars/"
TEXT = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日至12日放假，共8天。2月14日（周日）上班。\n2月4日可以早走。"
FORM = {"year": "2027", "source": "关于2027年的通知", "text": TEXT}
pytestmark = pytest.mark.usefixtures("own_home")


def test_in_november_the_administrator_is_told_that_next_year_is_missing(town: Town) -> None:
    for address in ("/org/", "/org/holidays"):
        page = unescape(seat(town.admin).get(address).content.decode())
        assert "2027 年的放假和调休还没有装" in page, address
        assert "装好" not in page, "nothing is said to be there that is not"
    page = seat(town.admin).get(PAGE).content.decode()
    assert 'value="2027"' in page
    assert "至少到哪天" in page


def test_a_notice_is_looked_at_then_put_to_use_and_lists_follow(town: Town) -> None:
    case = register_case(town, when="2026-12-28 09:00")
    assert case.is_provisional
    client = seat(town.admin)
    looked = unescape(client.post(PAGE, FORM | {"look": "1"}).content.decode())
    for wanted in ("请对着通知看一遍", "春节", "8 天", "2月4日可以早走", "没有错，装上"):
        assert wanted in looked, wanted
    assert packfiles.calendar().missing(case.received_on) == 2027, "looking changes nothing"
    saved = client.post(PAGE, FORM | {"save": "1"})
    assert saved["Location"] == f"{PAGE}?reckon=1"
    assert packfiles.calendar().missing(case.received_on) is None
    rules._calendar.cache_clear()
    page = client.get(saved["Location"]).content.decode()
    assert "hx-post" in page
    done = client.post(f"{PAGE}reckon", {name: hidden(page, name) for name in ("after", "seen", "changed")})
    assert "日子变了的 1 件" in unescape(done.content.decode())
    assert not Case.objects.get(id=case.id).is_provisional
    assert "还没有装" not in client.get("/org/").content.decode()
    again = unescape(client.get(f"{PAGE}?year=2027").content.decode())
    assert "春节：2月5日（周五）至2月12日（周五）放假，共8天。2月14日（周日）上班。" in again, "what was put in can be corrected"


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"year": "2026"}, "是不是别的年份的通知"), ({"text": "春节放假"}, "没有读到放假的日子"), ({"text": "\0"}, ""), ({"year": "1"}, ""),
        ({"year": "x"}, ""), ({"source": ""}, ""), ({"text": TEXT.replace("共8天", "共9天")}, "写的是9天，日子却是8天"),
    ],
)  # fmt: skip
def test_a_wrong_notice_is_a_sentence_and_nothing_is_written(town: Town, over: dict[str, str], said: str, tmp_path: Path) -> None:
    answer = seat(town.admin).post(PAGE, FORM | over | {"save": "1"})
    assert (answer.status_code, said in unescape(answer.content.decode())) == (422, True)
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_year_that_comes_with_the_program_is_not_written_anew(town: Town, tmp_path: Path) -> None:
    answer = seat(town.admin).post(PAGE, {"year": "2026", "source": "x", "text": "元旦：1月1日放假。", "save": "1"})
    assert (answer.status_code, "随程序来，不能改" in answer.content.decode()) == (422, True)


def test_a_year_that_somebody_broke_by_hand_stops_nothing(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "calendars"
    folder.mkdir(parents=True)
    (folder / "2027.yaml").write_text("year: 2027\nholidays: [", encoding="utf-8")
    assert register_case(town, when="2026-12-28 09:00").is_provisional
    page = unescape(seat(town.admin).get(PAGE).content.decode())
    assert "2027.yaml" in page
    assert "2027 年的还没有" in page


def test_only_an_administrator_reads_and_writes_it(town: Town) -> None:
    for who in (town.clerk, town.leader):
        assert seat(who).get(PAGE).status_code == 403
        assert seat(who).post(PAGE, FORM | {"save": "1"}).status_code == 403
        assert seat(who).post(f"{PAGE}reckon").status_code == 403


@pytest.mark.parametrize("sent", [{}, {"after": "x", "seen": "-", "changed": "9" * 400}, {"after": "\0", "seen": "1"}])
def test_whatever_comes_back_it_reckons(town: Town, sent: dict[str, str]) -> None:
    go(register_case(town), "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    assert "期限重新算完了" in seat(town.admin).post(f"{PAGE}reckon", sent).content.decode()
