"""A table of helpers: read in usual words, taken in once, bad rows returned with their reasons."""

from __future__ import annotations

import time
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengqiao.apps.cases import rules
from fengqiao.apps.helpers import rows, services
from fengqiao.apps.helpers.models import Change, Helper
from fengqiao.apps.helpers.queries import phone_of
from fengqiao.console.__main__ import main
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.sheets import open_sheet
from tests.apps.cases.desk import seat
from tests.apps.intake.workbook import workbook
from tests.town import COUNTY, SHELL, Town

PACK = rules.pack_named(rules.NATIONAL)
HEAD = "姓名,类别,单位/村,语言,专长,电话\n"


def taken(text: str) -> list[services.Outcome]:
    sheet = open_sheet((HEAD + text).encode(), "名册.csv")
    return list(services.take(rows.reader_for(sheet, COUNTY, PACK).read(sheet.rows), county=COUNTY, pack=PACK, **SHELL))


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("人民调解员", ["mediator"]), ("调解员", ["mediator"]), ("mediator", ["mediator"]), ("Lawyer", ["lawyer"]),
        ("人大代表、政协委员", ["deputy"]), ("人大代表", ["deputy"]), ("律师、法律顾问", ["lawyer"]), ("五老", ["elder"]),
        ("村支书", ["village_secretary"]), ("村(社区)书记", ["village_secretary"]), ("红管家", ["neighbour_leader"]),
        ("网格员，律师", ["grid_worker", "lawyer"]), ("退役军人 / 五老", ["veteran", "elder"]), ("司法所长", ["justice_head"]),
        ("心理咨询师", ["counsellor"]), ("驻村第一书记", ["first_secretary"]), ("第一书记", ["first_secretary"]),
    ],
)  # fmt: skip
def test_kinds_are_known_by_their_usual_words(town: Town, written: str, codes: list[str]) -> None:
    cell = f'"{written}"'
    assert [one.fate for one in taken(f"甲,{cell},,,,\n")] == ["added"]
    assert Helper.objects.get().kinds == codes


def test_a_row_is_read_whole(town: Town) -> None:
    taken("龙老,五老,石榴坳村,苗语、汉语,邻里 种树,100 1234 9999\n石敢言,调解员,坪上镇人民政府,,,\n")
    elder, mediator = Helper.objects.get(name="龙老"), Helper.objects.get(name="石敢言")
    assert (elder.region.name, elder.unit, elder.languages) == ("石榴坳村", None, ["hmn", "zh"])  # type: ignore[union-attr]
    assert phone_of(elder) == "100 1234 9999"
    assert "种树" in elder.note, "a speciality that is no code is kept in words"
    assert mediator.unit == town.unit("pingshang")


def test_bad_rows_come_back_with_reasons_and_undo_none_of_the_others(town: Town) -> None:
    outcomes = taken("甲,五老,,,,\n,五老,,,,\n乙,神仙,,,,\n丙,五老,桃花岛,,,\n丁,五老,,火星语,,\n"
                     "戊,五老,,,,不是号码\n己,,,,,\n庚,律师,,,,\n")  # fmt: skip
    assert [one.fate for one in outcomes] == ["added", *["bad"] * 6, "added"]
    wrong = [one.wrong for one in outcomes[1:7]]
    assert [sorted(one) for one in wrong] == [["name"], ["kinds"], ["place"], ["languages"], ["phone"], ["kinds"]]
    assert "神仙" in wrong[1]["kinds"].zh
    assert "人民调解员" in wrong[1]["kinds"].zh, "it says what may be written"
    assert set(Helper.objects.values_list("name", flat=True)) == {"甲", "庚"}


def test_a_row_taken_in_is_logged_once_and_without_its_telephone(town: Town) -> None:
    text = "龙老,五老,石榴坳村,苗语,,10012349999\n,五老,,,,\n"
    taken(text)
    taken(text)
    row = Change.objects.get()
    assert (row.act, row.by_name) == ("imported", "operator")
    said = {"name": "龙老", "kinds": ["elder"], "place": "石榴坳村", "languages": ["hmn"], "phone": True}
    assert {name: now for name, (_before, now) in row.parts.items()} == said


def test_a_second_run_takes_nothing_twice(town: Town) -> None:
    text = "甲,五老,石榴坳村,,,10012340001\n甲,五老,石榴坳村,,,10012340002\n甲,五老,石榴坳村,,,10012340001\n"
    assert [one.fate for one in taken(text)] == ["added", "added", "known"]
    assert [one.fate for one in taken(text)] == ["known"] * 3
    assert Helper.objects.count() == 2
    assert not Helper.objects.filter(source_key__contains="1001234").exists(), "no telephone lies open in a key"


@pytest.mark.parametrize("heading", ["风险等级", "重点人员"])
def test_a_table_that_labels_people_is_refused(town: Town, heading: str) -> None:
    with pytest.raises(Incomplete, match=heading):
        rows.settle(open_sheet(f"姓名,类别,{heading}\n甲,五老,高\n".encode(), "a.csv"))


def test_without_name_and_kind_nothing_is_guessed(town: Town) -> None:
    with pytest.raises(Incomplete, match="类别"):
        rows.settle(open_sheet("姓名,电话\n甲,10012340001\n".encode(), "a.csv"))


def many(count: int) -> list[list[str]]:
    kinds = [words.zh for words in PACK.lists["helper_kinds"].values()]
    people = [[f"人{n}", kinds[n % len(kinds)], "石榴坳村", "苗语", "邻里", f"100{n:08d}"] for n in range(count)]
    return [HEAD.strip().split(","), *people]


def test_776_from_a_workbook_are_taken_in_on_the_screen_well_under_a_minute(town: Town) -> None:
    """YJ-09: 776 of them."""
    client, begun = seat(town.dispatcher), time.monotonic()
    for new, known in ((776, 0), (0, 776)):
        response = client.post("/helpers/import/", {"file": SimpleUploadedFile("名册.xlsx", workbook(many(776)))})
        page = unescape(response.content.decode())
        assert f"776 行，新记入 {new} 人，名册里已经有 {known} 人，退回 0 行" in page
    assert Helper.objects.count() == 776
    assert time.monotonic() - begun < 30


def test_on_the_screen_bad_rows_are_listed_and_a_bad_file_is_a_sentence(town: Town) -> None:
    client = seat(town.head)
    sent = SimpleUploadedFile("a.csv", (HEAD + "甲,神仙,,,,\n").encode())
    assert "没有“神仙”这一项" in unescape(client.post("/helpers/import/", {"file": sent}).content.decode())
    response = client.post("/helpers/import/", {"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0")})
    assert response.status_code == 422
    assert "不是 .xlsx 表格" in unescape(response.content.decode())
    assert seat(town.clerk).get("/helpers/import/").status_code == 403


def test_the_command_takes_a_table_in_and_returns_bad_rows(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fengqiao.console.django_env.ready", lambda: None)
    monkeypatch.setenv("FENGQIAO_LANG", "zh")
    file = tmp_path / "名册.csv"
    file.write_text(HEAD.strip() + ",爱好\n" + "甲,五老,石榴坳村,,,,下棋\n乙,神仙,,,,,\n")
    assert main(["helper", "import", str(file), "--county", str(COUNTY)]) == 1
    told = capsys.readouterr().out
    assert "没有用到的列：爱好" in told
    assert "第 3 行：类别：没有“神仙”这一项" in told
    returned = (tmp_path / "名册-退回.csv").read_text("utf-8-sig")
    assert returned.splitlines()[1].startswith("3,")
    file.write_text(HEAD + "甲,五老,石榴坳村,,,\n")
    assert main(["helper", "import", str(file), "--county", str(COUNTY)]) == 0
    assert Helper.objects.count() == 1
    assert main(["helper", "import", str(tmp_path / "none.csv"), "--county", str(COUNTY)]) == 2
