"""Files of letters: what is opened, and the sentence for what is not."""

from __future__ import annotations

import gzip

import pytest

from fengqiao.domain.errors import Incomplete
from fengqiao.kernel import sheets
from fengqiao.kernel.sheets import LOST_DIGITS, neutral, open_sheet
from tests.apps.intake.workbook import reworked, workbook

TEXT = "标题,内容\n路灯不亮,村口三盏\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    sheet = open_sheet(TEXT.encode(encoding), "信.csv")
    assert sheet.columns == ("标题", "内容")
    assert [row.cells for row in sheet.rows] == [("路灯不亮", "村口三盏")]


def test_packed_files_and_other_separators_are_read() -> None:
    assert open_sheet(gzip.compress(TEXT.encode(), mtime=0), "a.csv.gz").rows == open_sheet(TEXT.encode(), "a.csv").rows
    assert open_sheet("标题;内容\n甲;乙,丙\n".encode(), "a.csv").rows[0].cells == ("甲", "乙,丙")


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    sheet = open_sheet('标题,内容\n甲,"两\n行"\n,,\n  ,\n乙,,多一格\n丙\n'.encode(), "a.csv")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("甲", "两\n行")), (5, ("乙", "")), (6, ("丙", ""))]


def test_headings_are_told_apart() -> None:
    assert open_sheet("标题,,标题\n甲,乙,丙\n".encode(), "a.csv").columns == ("标题", "列2", "标题（3）")


def test_a_workbook_is_read_as_people_see_it() -> None:
    rows = [["标题", "电话", "身份证", "人数"], ["路灯", 10012345678, "999901194803120016", 2.5], ["水渠", 1.0, 999901194803120016, ""]]
    sheet = open_sheet(workbook(rows), "信.xlsx")
    assert sheet.rows[0].cells == ("路灯", "10012345678", "999901194803120016", "2.5")
    assert sheet.rows[1].cells == ("水渠", "1", LOST_DIGITS, "")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "没有内容"),
        (b"\n\n,,\n", "a.csv", "没有内容"),
        ("标题,内容\n".encode(), "a.csv", "没有内容"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "照片.png", "不是文本"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧.xls", "不是 .xlsx"),
        (b"hello", "a.xlsx", "不是 .xlsx"),
        (b"PK\x03\x04broken", "a.xlsx", "打不开"),
        (b"\x1f\x8bbroken", "a.csv.gz", "压缩文件是坏的"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-9], "a.csv.gz", "压缩文件是坏的"),
        (("," * 200 + "\n甲\n").encode(), "a.csv", "没有内容"),
        ((",".join("甲" * 200) + "\n甲\n").encode(), "a.csv", "超过 100 列"),
    ],
)
def test_other_files_are_refused_with_a_sentence(data: bytes, name: str, words: str) -> None:
    with pytest.raises(Incomplete) as refused:
        open_sheet(data, name)
    assert words in refused.value.words.zh
    assert name in refused.value.words.zh
    assert name in refused.value.words.of("en")


def test_what_swells_when_opened_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_OPENED", 1000)
    for data, name in ((gzip.compress(b"a,b\n" * 5000), "a.csv.gz"), (workbook([["标题"], ["长" * 5000]]), "a.xlsx")):
        with pytest.raises(Incomplete, match="分成几个文件"):
            open_sheet(data, name)


@pytest.mark.parametrize("place", ["XFD1048576", "xfd1048576", "ZZZZZZZZZZ9"])
def test_a_stray_cell_far_away_is_refused_before_the_sheet_is_laid_out(place: str) -> None:
    book = reworked(workbook([["标题"], ["甲"]]), lambda part: part.replace(b'"A2"', f'"{place}"'.encode()))
    with pytest.raises(Incomplete, match="太远了"):
        open_sheet(book, "a.xlsx")


def test_a_workbook_is_measured_by_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_OPENED", 10_000)
    data = bytearray(workbook([["标题"], ["长" * 5000]]))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (9).to_bytes(4, "little")  # the archive says: nine bytes
    with pytest.raises(Incomplete, match="分成几个文件"):
        open_sheet(bytes(data), "a.xlsx")


def test_another_kind_of_workbook_under_this_name_is_refused() -> None:
    for other in ("xl/workbook.bin", "content.xml"):
        with pytest.raises(Incomplete, match="打不开"):
            open_sheet(reworked(workbook([["标题"], ["甲"]]), more={other: b""}), "a.xlsx")


def test_what_is_no_number_is_marked_as_lost() -> None:
    for number in (b"NaN", b"1e999"):
        book = reworked(workbook([["标题"], [7]]), lambda part, text=number: part.replace(b">7<", b">" + text + b"<"))
        assert open_sheet(book, "a.xlsx").rows[0].cells == (LOST_DIGITS,)


def test_too_many_rows_or_too_long_a_cell_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Incomplete, match="有一格太长"):
        open_sheet(("标题\n" + "长" * 1_000_100).encode(), "a.csv")
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(Incomplete, match="超过 2 行"):
        open_sheet("标题\n甲\n乙\n丙\n".encode(), "a.csv")


def test_no_returned_cell_is_a_formula_and_it_reads_back() -> None:
    for text in ("=1+1", "+86 100", "-5", "@SUM(A1)"):
        assert neutral(text) == f"'{text}"
        assert open_sheet(f'标题\n"{neutral(text)}"\n'.encode(), "a.csv").rows[0].cells == (text,)
    assert neutral("2026-01-01") == "2026-01-01"
