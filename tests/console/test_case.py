"""fengqiao case import from the shell's side: figures, report, returned rows, refusals."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from fengqiao.apps.cases.models import Case
from fengqiao.console import django_env
from fengqiao.console.__main__ import main
from tests.apps.intake.workbook import workbook
from tests.town import Town, build_town

pytestmark = pytest.mark.django_db
GOOD = "编号,标题,内容,日期,标签\na,路灯不亮,三盏,2026-03-01,城乡建设\nb,欠薪,三个月,2026-03-02,劳动和社会保障\n"
BAD = "c,早,早,1899-01-01,城乡建设\nd,=1+1,晚,2999-01-01,别的\n"


@pytest.fixture(autouse=True)
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    """The small county; the tests' own database is up, the command must not start another."""
    monkeypatch.setattr(django_env, "ready", lambda: None)
    monkeypatch.setenv("FENGQIAO_LANG", "zh")
    return build_town()


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def run(file: Path, *words: str) -> int:
    return main(["case", "import", str(file), "--county", "999901", *words])


def test_letters_are_registered_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "信.csv.gz"
    file.write_bytes(gzip.compress(GOOD.encode("gb18030")))
    assert run(file, "--channel", "letter") == 0
    said = capsys.readouterr().out
    assert "标题 ← 标题" in said
    assert "新登记" in said
    assert set(Case.objects.values_list("title", "category", "channel")) == {
        ("路灯不亮", "housing", "letter"), ("欠薪", "labour", "letter"),
    }  # fmt: skip
    assert run(file) == 0
    assert "以前导入过                    2" in capsys.readouterr().out
    assert Case.objects.count() == 2


def test_bad_rows_are_returned_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, report = tmp_path / "信.csv", tmp_path / "报告.csv"
    file.write_text(GOOD + BAD, encoding="utf-8")
    assert run(file, "--report", str(report)) == 1
    said = capsys.readouterr().out
    assert "第 4 行：收到时间：1899-01-01 早于1900年。" in said
    assert [row[:2] for row in read(report)] == [
        ["行号", "结果"], ["2", "已登记"], ["3", "已登记"], ["4", "退回"], ["5", "退回"],
    ]  # fmt: skip
    assert "路灯" not in report.read_text(encoding="utf-8-sig"), "a report holds no words of a letter"
    back = read(tmp_path / "信-退回.csv")
    assert back[0][:3] == ["原行号", "错在哪里", "编号"]
    assert back[2] == ["5", "收到时间：2999-01-01 晚于今天。", "d", "'=1+1", "晚", "2999-01-01", "别的"]


def test_a_check_registers_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "信.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert run(file, "--dry-run") == 0
    assert "什么都没有登记" in capsys.readouterr().out
    assert not Case.objects.exists()


def test_columns_and_unit_can_be_said(tmp_path: Path, town: Town) -> None:
    file = tmp_path / "信.xlsx"
    file.write_bytes(workbook([["甲列", "乙列"], ["路灯不亮", "坪上镇石榴坳村"]]))
    assert run(file, "--map", "title=甲列", "--map", "place=乙列", "--unit", "housing") == 0
    case = Case.objects.get()
    assert (case.title, case.region_code, case.unit) == ("路灯不亮", "999901101201", town.unit("housing"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "title=没有"], "没有「没有」这一列"), (["--map", "nonsense"], "看不懂"), (["--unit", "no"], "没有单位「no」"),
        (["--channel", "pigeon"], "没有渠道「pigeon」"), (["--county", "111111"], "没有信访部门"),
        (["--report", "/nonexistent/r.csv"], "写不了文件"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    file = tmp_path / "信.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert run(file, *words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not Case.objects.exists()


def test_an_unusable_file_or_county_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "没有.csv") == 2
    assert "读不到文件" in capsys.readouterr().err
    (tmp_path / "图.csv").write_bytes(b"\x89PNG\x00\x00")
    assert run(tmp_path / "图.csv") == 2
    assert "不是文本" in capsys.readouterr().err
    (tmp_path / "信.csv").write_text(GOOD, encoding="utf-8")
    assert main(["case", "import", str(tmp_path / "信.csv")]) == 2
    assert "有几个县：999901、999902" in capsys.readouterr().err
