"""Claims of many people from a file: all rows or none, each bad row with its reason, nothing kept that was not asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from fengqiao.apps.cases.models import Case, Entry, Line
from fengqiao.apps.intake import claims
from fengqiao.console import django_env
from fengqiao.console.__main__ import main
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.sheets import open_sheet
from tests.apps.cases.desk import seat
from tests.town import Town, dispute, tables_digest, to_acceptance

WAGES = "工人姓名,欠薪金额,银行账号\n" + "".join(f"工友{n:03d},63000,6222000000{n:03d}\n" for n in range(1, 112)) + "工友112,87000,6222\n"


def send(town: Town, case: Case, text: str, name: str = "工资.csv", **typed: Any) -> HttpResponse:
    """The housing bureau's handler sends a file."""
    file = SimpleUploadedFile(name, text.encode("gb18030"))
    data = {"file": file, "what": "工资", "who": "施工方", **typed}
    return seat(town.handler).post(f"/register/{case.number}/claims/", data)  # type: ignore[return-value]


def test_a_hundred_and_twelve_rows_become_lines_and_nothing_else_is_kept(town: Town) -> None:
    """ND-01: the list of a group comes from a file."""
    case = to_acceptance(town)
    assert send(town, case, WAGES).status_code == 303
    lines = list(Line.objects.filter(case=case))
    assert len(lines) == 112
    assert (lines[0].what, lines[0].owed_by, lines[0].amounts) == ("工资", "施工方", {"claimed": "63000.00"})
    body = str(Entry.objects.get(case=case, act="add_claims").body)
    assert "6222" not in body
    assert "工友001" not in body
    said = seat(town.handler).get(f"/cases/{case.number}/").content.decode()
    assert "7,080,000.00" in said


BAD = "姓名,金额\n麻三,63000\n,500\n石四,六万\n向五,0\n"


def test_bad_rows_come_back_with_their_number_and_reason_and_nothing_is_recorded(town: Town) -> None:
    case = to_acceptance(town)
    before = tables_digest()
    response = send(town, case, BAD)
    said = response.content.decode()
    assert response.status_code == 422
    for number, why in ((3, "没有姓名"), (4, "不是金额"), (5, "不是金额")):
        assert f"第 {number} 行：{why}" in said
    assert "有3行要改" in said
    assert tables_digest() == before


def test_the_row_of_the_total_is_nobodys_claim_and_must_be_the_sum(town: Town) -> None:
    case = to_acceptance(town)
    before = tables_digest()
    response = send(town, case, "序号,姓名,金额\n1,麻三,63000\n2,石四,500.50\n合计,,63500\n")
    assert response.status_code == 422
    assert "第 4 行：合计写的是63500，上面各行加起来是63,500.50元" in response.content.decode()
    assert tables_digest() == before
    assert send(town, case, "姓名,金额\n麻三,63000\n石四,500.50\n合 计,63500.5\n").status_code == 303
    assert [line.mask for line in Line.objects.filter(case=case)] == ["麻*", "石*"]


def test_the_same_name_twice_is_asked_about(town: Town) -> None:
    case = to_acceptance(town)
    text = "姓名,金额\n麻三,100\n麻三,200\n"
    before = tables_digest()
    response = send(town, case, text)
    assert response.status_code == 422
    assert "第 3 行：「麻三」和第2行同名" in response.content.decode()
    assert tables_digest() == before
    assert send(town, case, text, same_names="on").status_code == 303
    assert Line.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("谁是谁,多少\n麻三,1\n", "a.csv", "没有认出"),
        ("姓名,金额\n", "a.csv", "没有内容"),
        ("x", "a.xlsx", "不是 .xlsx"),
        ("姓名,金额\n" + "麻三,1\n" * 501, "a.csv", "最多500行"),
    ],
)
def test_a_file_that_is_no_table_of_amounts_is_refused_in_words(town: Town, text: str, name: str, words: str) -> None:
    case = to_acceptance(town)
    response = send(town, case, text, name)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_columns_of_the_file_say_what_for_and_by_whom() -> None:
    sheet = open_sheet("姓名,金额,款项,付款人\n麻三,4.82万,尾款,水利局\n石四,500,,\n".encode(), "a.csv")
    found = claims.read(sheet, what="工资", who="施工方")
    assert found.rows == [
        {"to": "麻三", "amount": "48200.00", "what": "尾款", "who": "水利局"},
        {"to": "石四", "amount": "500.00", "what": "工资", "who": "施工方"},
    ]
    with pytest.raises(Incomplete):
        claims.read(open_sheet("姓名,备注\n麻三,1\n".encode(), "a.csv"))


def test_who_does_not_have_the_case_sends_nothing(town: Town) -> None:
    case = to_acceptance(town)
    assert seat(town.land_handler).get(f"/register/{case.number}/claims/").status_code == 404
    assert seat(town.leader).get(f"/register/{case.number}/claims/").status_code == 403


@pytest.fixture
def _command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_env, "ready", lambda: None)
    monkeypatch.setenv("FENGQIAO_LANG", "zh")


@pytest.mark.usefixtures("_command")
def test_the_command_records_them_too(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = dispute(town)
    file = tmp_path / "工资.csv"
    file.write_text(WAGES, encoding="utf-8")
    words = ["case", "claims", case.number, str(file), "--by", "grid_worker", "--what", "工资"]
    assert main(words) == 0
    assert "已记下 112 项，合计 7,080,000.00 元（柒佰零捌万元整）" in capsys.readouterr().out
    assert Line.objects.filter(case=case).count() == 112
    file.write_text(BAD, encoding="utf-8")
    assert main(words) == 1
    returned = (tmp_path / "工资-退回.csv").read_text(encoding="utf-8-sig")
    assert "没有姓名" in returned
    assert Line.objects.filter(case=case).count() == 112
    for login, said in (("nobody", "没有账号"), ("land_handler", "看不到办件")):
        assert main([*words[:5], login]) == 2
        assert said in capsys.readouterr().err
