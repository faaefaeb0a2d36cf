"""Letters taken in many at a time: none twice, none lost, one bad row undoes no other."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from fengqiao.apps.cases.models import Case, Entry, Link, Tally
from fengqiao.apps.cases.services import verify
from fengqiao.apps.intake import columns, services, taking
from fengqiao.apps.intake.letters import with_keys
from fengqiao.apps.intake.taking import Outcome, Taking
from fengqiao.apps.organisations.services import operator
from fengqiao.domain.errors import Incomplete
from fengqiao.kernel.sheets import open_sheet
from tests.town import COUNTY, NEXT_COUNTY, Town, at

HEAD = "编号,标题,内容,时间,姓名,电话,地点\n"
WHEN = at("2026-04-14 09:00")


def take(text: str, *, is_trial: bool = False, county: int = COUNTY, **mapping: str) -> list[Outcome]:
    """What becomes of each row of a file."""
    sheet = open_sheet(text.encode(), "信.csv")
    where = columns.settle(sheet.columns, mapping)
    reader = services.reader_for(county, where, when=WHEN)
    with_whom = Taking(services.receiving_unit(county), operator(county), reader, is_trial)
    return list(with_whom.take(with_keys(sheet.rows, where), WHEN))


def fates(outcomes: list[Outcome]) -> dict[str, int]:
    return dict(Counter(outcome.fate for outcome in outcomes))


LETTERS = HEAD + "".join(
    f"n{n},第{n}盏路灯不亮,从{n}号院门口数起,2026-03-0{1 + n % 9},吴大升,10012345678,坪上镇石榴坳村三组\n" for n in range(60)
)


def test_letters_become_cases_with_owner_clock_and_place(town: Town) -> None:
    assert fates(take(LETTERS)) == {"registered": 60}
    case = Case.objects.get(county=COUNTY, source_key="n7")
    assert (case.title, case.content, case.received_on) == ("第7盏路灯不亮", "从7号院门口数起", date(2026, 3, 8))
    assert (case.channel, case.region_code, case.place) == ("online", "999901101201", "坪上镇石榴坳村三组")
    assert case.unit == town.unit("petition-office")
    assert str(case.person_id) == town.dispatcher.user
    assert case.due_on is not None
    assert case.petitioner_mask == "吴*升"
    assert sum(Tally.objects.filter(county=COUNTY, state="S10").values_list("n", flat=True)) == 60
    assert [found for found in verify(COUNTY) if not isinstance(found, int)] == []


CHINESE = "标题,内容,纠纷类型,标的物类型,争议标的,标的物地点,起因,发生时间\n"
ENGLISH = "title,content,kind of dispute,thing_kind,thing,thing_place,cause,since when\n"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("head", "kind", "thing", "since", "kept"), [
    (CHINESE, "山林权属", "林木", "2018年3月", "2018-03"), (ENGLISH, "Rights in forest land", "trees", "2018", "2018"),
    (CHINESE, "forest_rights", "Trees", "2018-03-05 00:00:00", "2018-03-05"), (ENGLISH, "", "", "不详", "XXXX"),
])
def test_pb_41_what_is_disputed_comes_in_by_columns_of_its_own(head: str, kind: str, thing: str, since: str, kept: str) -> None:
    """PB-41: words, codes and English are understood; a day stays as rough as it was told; the ledger has it too."""
    take(f"{head}金弹子树,两家都说是自己的,{kind},{thing},金弹子树一棵,石榴坳后山,修路挖出,{since}\n")
    case = Case.objects.get()
    assert (case.dispute_kind, case.thing_kind) == (("forest_rights", "trees") if kind else ("", ""))
    assert (case.thing, case.thing_place, case.cause, case.arose) == ("金弹子树一棵", "石榴坳后山", "修路挖出", kept)
    assert Entry.objects.get(case=case, seq=1).body["matter"]["cause"] == "修路挖出"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("field", "cells"), [
    ("dispute_kind", "抢树,,,,,"), ("thing_kind", ",金条,,,,"), ("thing", f",,{'树' * 201},,,"), ("thing_place", f",,,{'山' * 201},,"),
    ("cause", f",,,,{'路' * 501},"), ("arose", ",,,,,前年吧"), ("arose", ",,,,,2027-01"),
])
def test_pb_41_what_the_window_would_refuse_goes_back_with_its_column(field: str, cells: str) -> None:
    """PB-41: the same checks as on the form; the row is returned, none of the others."""
    outcomes = take(f"{CHINESE}树,树,{cells}\n路,路不平,,,,,,\n")
    assert [outcome.fate for outcome in outcomes] == ["bad", "registered"]
    assert set(outcomes[0].wrong) == {field}


@pytest.mark.usefixtures("town")
def test_the_same_file_again_registers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    take(LETTERS)
    before = Entry.objects.count()
    assert fates(take(LETTERS)) == {"known": 60}
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("town")
def test_an_interrupted_import_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = open_sheet(LETTERS.encode(), "信.csv")
    where = columns.settle(sheet.columns, {})
    running = Taking(
        services.receiving_unit(COUNTY), operator(COUNTY), services.reader_for(COUNTY, where, when=WHEN)
    ).take(with_keys(sheet.rows, where), WHEN)
    next(running)
    running.close()
    assert Case.objects.count() == taking.AT_A_TIME
    assert fates(take(LETTERS)) == {"known": taking.AT_A_TIME, "registered": 60 - taking.AT_A_TIME}


@pytest.mark.usefixtures("town")
def test_one_bad_row_undoes_no_other() -> None:
    rows = [
        "a,路灯不亮,甲,2026-03-02,,,", "b,早的,乙,1899-12-31,,,", "c,晚的,丙,2027-01-01,,,", ",,,,吴大升,,",
        f"d,{'长' * 201},丁,2026-03-02,,,", f"e,太长,{'字' * 20_001},2026-03-02,,,", "f,水渠堵了,戊,,,,外地",
    ]  # fmt: skip
    outcomes = take(HEAD + "\n".join(rows) + "\n")
    assert [outcome.fate for outcome in outcomes] == ["registered", *["bad"] * 5, "registered"]
    assert [next(iter(one.wrong)) for one in outcomes[1:6]] == ["time", "time", "content", "title", "content"]
    assert "太长了：201字" in outcomes[4].wrong["title"].zh
    last = Case.objects.get(source_key="f")
    assert (last.received_on, last.place, last.region_code) == (WHEN.date(), "外地", "")
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == ["999901-2026-000001", "999901-2026-000002"], "numbers have no gaps"


@pytest.mark.usefixtures("town")
def test_twins_are_registered_and_tied_to_the_first() -> None:
    text = HEAD + "k,路灯不亮,甲,2026-03-02,,,\n" + "k,路灯不亮,甲,2026-03-02,,,\n" * 2
    assert [outcome.fate for outcome in take(text)] == ["registered", "twin", "twin"]
    first = Case.objects.get(source_key="k")
    assert Link.objects.filter(case=first, kind="same_matter").count() == 2
    assert Case.objects.filter(is_repeat=True).count() == 2
    assert fates(take(text)) == {"known": 3}


@pytest.mark.usefixtures("town")
def test_rows_without_a_key_are_known_by_all_their_parts() -> None:
    text = "标题,姓名\n路灯不亮,甲\n路灯不亮,乙\n"
    assert fates(take(text)) == {"registered": 2}
    assert fates(take(text + "路灯不亮,丙\n")) == {"known": 2, "registered": 1}


@pytest.mark.usefixtures("town")
def test_a_key_of_another_letter_is_returned_not_passed_over() -> None:
    take(HEAD + "24,路灯不亮,甲,,,,\n")
    (outcome,) = take(HEAD + "24,水渠堵了,乙,,,,\n")
    assert outcome.fate == "bad"
    assert "路灯不亮" in outcome.wrong["key"].zh


def test_keys_hold_within_one_county(town: Town) -> None:
    take(HEAD + "n1,路灯不亮,甲,,,,\n")
    assert fates(take(HEAD + "n1,路灯不亮,甲,,,,\n", county=NEXT_COUNTY)) == {"registered": 1}


@pytest.mark.usefixtures("town")
def test_a_trial_registers_nothing_and_gives_numbers_back() -> None:
    assert fates(take(LETTERS, is_trial=True)) == {"registered": 60}
    assert not Case.objects.exists()
    take(HEAD + "n1,路灯不亮,甲,2026-03-02,,,\n")
    assert Case.objects.get().number == "999901-2026-000001"


def test_a_report_of_wrongdoing_is_sealed(town: Town) -> None:
    take("标题,内容,事项类别\n村干部多占地,请查,检举控告\n")
    case = Case.objects.get()
    assert case.is_sealed
    assert [str(reader) for reader in case.readers] == [town.sealed_officer.user]


def test_units_and_channels_are_told_apart(town: Town) -> None:
    assert services.receiving_unit(COUNTY, "housing") == town.unit("housing")
    with pytest.raises(Incomplete, match="没有单位「no」"):
        services.receiving_unit(COUNTY, "no")


def test_others_faults_are_not_taken_for_known_letters(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    take(HEAD + "n1,路灯不亮,甲,,,,\n")
    taken = Case.objects.get().tracking_code

    def same_code(county: int) -> str:
        return taken

    monkeypatch.setattr("fengqiao.apps.cases.services.opening.free_code", same_code)
    with pytest.raises(Exception, match="case_code_once"):
        take(HEAD + "n2,水渠堵了,乙,,,,\n")
