"""fengqiao clock due: the days and the reasons it prints, and how it refuses."""

from __future__ import annotations

import argparse
import json

import pytest

from fengqiao.console import clock


@pytest.fixture
def ask(capsys):
    """Run the command; gives the exit code, what it printed, and what it complained."""

    def run(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        clock.register(parser.add_subparsers())
        code = clock.run(parser.parse_args(["clock", "due", *words]))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_legal_day_the_internal_day_and_each_step_with_its_article(ask):
    code, out, _ = ask("CLK-07", "2026-08-03")
    assert code == 0
    assert out.startswith("CLK-07 办理")
    assert "法定最后一日: 2026-10-08" in out
    assert "单位内部最迟日: 2026-09-30" in out
    for article in ("DAY-2", "DAY-3 · 《信访工作条例》第三十四条", "DAY-4", "DAY-13"):
        assert article in out


def test_in_english(ask):
    _, out, _ = ask("CLK-07", "2026-08-03", "--lang", "en")
    assert "Legal last day: 2026-10-08" in out
    assert "National Day" in out


def test_as_json(ask):
    code, out, _ = ask("CLK-07", "2026-08-03", "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["clock"], data["start"]) == ("CLK-07", "2026-08-03")
    assert (data["legal"], data["internal"]) == ("2026-10-08", "2026-09-30")
    assert (data["provisional"], data["earliest"]) == (False, None)
    assert all(step["words"]["zh"] and step["words"]["en"] and step["article"] for step in data["steps"])
    assert data["steps"][1]["on"] == "2026-10-02"


def test_an_extension_and_a_pause(ask):
    _, out, _ = ask("CLK-07", "2026-08-03", "--extend", "30@2026-09-20", "--json")
    assert json.loads(out)["legal"] == "2026-11-02"
    _, out, _ = ask("CLK-15", "2026-06-01", "--pause", "2026-06-11", "--resume", "2026-06-25", "--json")
    assert json.loads(out)["legal"] == "2026-07-15"


def test_a_paused_clock_has_no_last_day(ask):
    code, out, _ = ask("CLK-15", "2026-06-01", "--pause", "2026-06-11")
    assert code == 0
    assert "已暂停" in out


def test_a_clock_without_a_length_of_its_own_takes_one(ask):
    assert ask("CLK-09", "2026-06-01")[0] == 2
    _, out, _ = ask("CLK-09", "2026-06-01", "--days", "20", "--json")
    assert json.loads(out)["legal"] == "2026-06-22"


def test_a_year_without_data_gives_no_date_and_exit_code_three(ask):
    code, out, _ = ask("CLK-07", "2026-11-20", "--json")
    data = json.loads(out)
    assert code == 3
    assert (data["legal"], data["internal"], data["provisional"]) == (None, None, True)
    assert data["earliest"] == "2027-01-19"
    assert "2027年的放假安排还没有装入" in data["steps"][-1]["words"]["zh"]


def test_an_event_that_cannot_be_judged_without_a_year_is_exit_code_three(ask):
    code, _, err = ask("CLK-07", "2026-11-17", "--extend", "5@2027-01-18")
    assert code == 3
    assert "2027" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["CLK-999", "2026-08-03"], "CLK-99"),
        (["CLK-07", "03.08.2026"], "03.08.2026"),
        (["CLK-07", "2026-02-30"], "2026-02-30"),
        (["CLK-07", ""], "start"),
        (["CLK-07", "1899-12-31"], "1900"),
        (["CLK-07", "9999-12-31"], "2199"),
        (["CLK-07", "2026-08-03", "--extend", "30"], "天数@日期"),
        (["CLK-07", "2026-08-03", "--extend", "x@2026-09-01"], "x"),
        (["CLK-07", "2026-08-03", "--extend=-1@2026-09-01"], "-1"),
        (["CLK-07", "2026-08-03", "--extend", "99999999999@2026-09-01"], "3660"),
        (["CLK-07", "2026-08-03", "--extend", "31@2026-09-01"], "30日"),
        (["CLK-07", "2026-08-03", "--extend", "5@2026-12-01"], "到期"),
        (["CLK-07", "2026-08-03", "--pause", "2026-09-01"], "不因"),
        (["CLK-07", "2026-08-03", "--resume", "2026-09-01"], "恢复"),
        (["CLK-07", "2026-08-03", "--days", "many"], "--days"),
        (["CLK-07", "2026-08-03", "--pack", "no-such-pack"], "no-such-pack"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_two(ask, words, said):
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
