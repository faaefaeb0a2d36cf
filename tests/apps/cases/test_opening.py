"""Registration: unconditional, complete or refused with each reason, once (Art 17–22; G07)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Case, Party
from fengqiao.apps.cases.services import Person
from fengqiao.apps.cases.services.parties import opened
from fengqiao.domain import case_numbers
from fengqiao.domain.errors import Incomplete
from tests.town import Town, at, due_of, register_case, tables_digest


def test_it_gets_a_number_a_code_a_person_and_a_clock(town: Town) -> None:
    case = register_case(town)
    assert case.number == "999901-2026-000001"
    assert case_numbers.is_valid(case.tracking_code)
    assert (case.person_name, case.stage, case.due_clock) == ("明月", "inbox", "CLK-01")
    assert register_case(town).number == "999901-2026-000002"


def test_at_a_unit_that_is_no_petition_office_the_notice_clock_runs(town: Town) -> None:
    case = register_case(town, unit="pingshang", by=town.town_handler)
    assert (case.person_name, case.due_clock, due_of(case, "CLK-02")) == ("向小满", "CLK-02", date(2026, 3, 17))


def test_a_grid_worker_registers_for_the_town_and_its_officer_has_it(town: Town) -> None:
    case = register_case(town, unit="pingshang", by=town.grid_worker, channel="proxy")
    assert case.person_name == "向小满"


def test_a_letter_received_earlier_is_counted_from_its_receipt(town: Town) -> None:
    case = register_case(town, when="2026-03-09 09:00", received_on=date(2026, 3, 2))
    assert due_of(case, "CLK-01") == date(2026, 3, 17)


def test_online_the_petitioner_registers_alone_and_the_office_has_a_person(town: Town) -> None:
    case = register_case(town, by=town.citizen, channel="online", when="2026-03-01 23:30")
    assert (case.person_name, case.unit.code) == ("路分明", "petition-office")


def test_without_a_name_it_is_anonymous_and_nothing_is_refused(town: Town) -> None:
    """Registration never depends on identity, address, residence or an earlier petition."""
    case = register_case(town, people=[])
    assert (case.is_anonymous, case.petitioner_mask) == (True, "匿名")
    only_phone = register_case(town, people=[Person(phone="10012345678")])
    assert only_phone.is_anonymous
    assert Party.objects.get(case=only_phone).phone_mask == "100****5678"


def test_one_sentence_is_enough(town: Town) -> None:
    case = register_case(town, content="", demands=["门口的路灯坏了"], category="", classification="")
    assert (case.title, case.content) == ("门口的路灯坏了", "门口的路灯坏了")
    only_content = register_case(town, content="门口的路灯坏了", demands=[])
    assert [demand.text for demand in only_content.demands.all()] == ["门口的路灯坏了"]


WRONG = [
    ({"content": "  ", "demands": ["", " "]}, {"content"}),
    ({"content": "长" * 20_001}, {"content"}),
    ({"title": "长" * 201, "wish": "长" * 2_001, "place": "长" * 201}, {"title", "wish", "place"}),
    ({"received_on": date(2026, 3, 3)}, {"received_on"}),
    ({"received_on": date(1899, 12, 31)}, {"received_on"}),
    ({"people_count": 0}, {"people_count"}),
    ({"people_count": 100_001, "channel": "letter"}, {"people_count"}),
    ({"channel": "pigeon", "category": "weather", "classification": "rumour"}, {"channel", "category", "classification"}),
    ({"people": [Person(name="长" * 201)]}, {"people"}),
    ({"is_oral": True}, {"was_read_back"}),
    ({"content": "\x00\ud800", "demands": ["\x07"]}, {"content"}),
    ({"region_code": "9999011012011"}, {"region_code"}),
    ({"region_code": "坪上镇"}, {"region_code"}),
    ({"complained_units": [UUID(int=1)]}, {"complained_units"}),
    ({"earlier": UUID(int=1)}, {"earlier"}),
    ({"demands": ["长" * 2_001]}, {"demands"}),
    ({"demands": ["修好外墙"] * 51}, {"demands"}),
    ({"people_count": 6}, {"representatives"}),
    ({"people_count": 40, "people": [Person(name=f"代表{n}", role="representative") for n in range(6)]}, {"representatives"}),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "named"), WRONG)
def test_what_is_wrong_is_named_and_nothing_is_kept(town: Town, parts: dict, named: set[str]) -> None:
    before = tables_digest()
    with pytest.raises(Incomplete) as wrong:
        register_case(town, **parts)
    assert set(wrong.value.fields) == named
    assert all(words.zh and words.en for words in wrong.value.fields.values())
    assert tables_digest() == before


def test_what_is_no_text_is_left_out_and_rare_characters_stay(town: Town) -> None:
    case = register_case(town, content="外墙\x00掉砖\r\n第二行\ud800\x1b[31m", people=[Person(name="㼆\x00小\ue000满")])
    assert case.content == "外墙掉砖\n第二行[31m"
    party = Party.objects.select_related("identity").get(case=case)
    assert opened(party).name == "㼆小\ue000满"


def test_what_was_said_is_read_back(town: Town) -> None:
    case = register_case(town, is_oral=True, was_read_back=True)
    assert case.entries.get().body["read_back"] is True


@pytest.mark.parametrize("count", [1, 5])
def test_a_visit_by_many_has_one_to_five_representatives(town: Town, count: int) -> None:
    """ND-01: one to five speak for all."""
    people = [Person(name=f"代表{n}", role="representative") for n in range(count)]
    case = register_case(town, people_count=40, people=people)
    assert case.people_count == 40
    assert Party.objects.filter(case=case, role="representative").count() == count


def test_a_letter_by_many_needs_no_representatives(town: Town) -> None:
    """Article 20 speaks of visits."""
    assert register_case(town, people_count=40, channel="letter").people_count == 40


def test_the_same_form_sent_twice_makes_one_case(town: Town) -> None:
    first = register_case(town, once="form-1")
    before = tables_digest()
    again = register_case(town, once="form-1", when="2026-03-02 09:01")
    assert again == first
    assert tables_digest() == before
    assert register_case(town, once="form-2") != first


def test_the_next_county_counts_for_itself(town: Town) -> None:
    register_case(town)
    other = register_case_there(town)
    assert other.number == "999902-2026-000001"
    assert not queries.visible_to(town.leader).filter(id=other.id).exists()
    assert not queries.visible_to(town.outsider).exclude(county=999902).exists()


def register_case_there(town: Town) -> Case:
    """A case of the next county."""
    from fengqiao.apps.cases.services import Petition, register
    from fengqiao.apps.organisations.models import Unit

    unit = Unit.objects.get(county_code=999902)
    return register(Petition(content="路灯坏了"), unit=unit, by=town.outsider, at=at("2026-03-02 09:00"))


def test_earlier_cases_of_the_same_person_are_found_by_exact_match_alone(town: Town) -> None:
    first = register_case(town)
    assert queries.earlier_of(town.clerk, phone="100 1234 5678") == [(first, "phone")]
    assert queries.earlier_of(town.clerk, id_number="999901194803120016") == [(first, "id_number")]
    assert queries.earlier_of(town.clerk, phone="10012345679") == []
    assert queries.earlier_of(town.clerk, name="吴大") == []
    assert queries.earlier_of(town.handler, phone="10012345678") == []  # the bureau never had it
    assert queries.earlier_of(town.outsider, phone="10012345678") == []


def test_a_year_whose_holidays_are_not_loaded_gives_a_provisional_day(town: Town) -> None:
    case = register_case(town, when="2026-12-28 09:00")
    assert case.is_provisional
    assert case.due_on is not None
    assert case.due_on >= date(2026, 12, 28) + timedelta(days=15)
