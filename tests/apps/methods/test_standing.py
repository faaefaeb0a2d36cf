"""The pillars of a method fill themselves from records of a place and a period; nobody types them (KZ-03, CY-06, YJ-01)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from functools import partial
from html import unescape

import pytest
import time_machine

from fengqiao.apps.accounts import services as people
from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case
from fengqiao.apps.centres import services as centres
from fengqiao.apps.methods.standing import PLACE_PROOFS, Place, pillars_of
from fengqiao.apps.notices import services as notices
from fengqiao.apps.notices.models import Receipt
from fengqiao.apps.occasions.services import holding, rostering
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.occasions.services.rostering import Setting
from fengqiao.apps.sweeps import services as sweeping
from fengqiao.domain.methods import PROOFS
from fengqiao.domain.sweeps import Counts
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.figures.counting import on_the_spot, verified
from tests.apps.mediation.cast import asked, invited, m
from tests.apps.occasions.cast import leaders
from tests.apps.portal.cast import days_ago
from tests.apps.sweeps.walk import door_to_door
from tests.town import (
    COUNTY,
    FIELDS,
    Town,
    at,
    dispute,
    fresh,
    go,
    going_by,
    helper,
    party_of,
    register_case,
    to_acceptance,
    to_opinion,
)

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def place(town: Town, pack: str = "kouzi", *units: str, until: date = UNTIL) -> Place:
    return Place(COUNTY, [town.unit(code) for code in units or ("petition-office", "housing")], packfiles.load(pack), SINCE, until)


def shown(where: Place, proof: str) -> tuple[bool, str]:
    lit, told, _address = PLACE_PROOFS[proof](where)
    return lit, told


def test_kz_47_the_four_figures_of_stock_fit_together_for_any_period(town: Town) -> None:
    """KZ-47: each of the four is counted by itself, so that a record that cannot be puts the light out."""
    first, second = to_acceptance(town), register_case(town)
    go(first, "withdraw", town.citizen, "2026-03-20 09:00")
    told = [
        shown(Place(COUNTY, [town.unit("petition-office"), town.unit("housing")], packfiles.load("kouzi"), since, until), "stock_flow")
        for since, until in ((SINCE, date(2026, 3, 1)), (SINCE, date(2026, 3, 10)), (date(2026, 3, 3), date(2026, 3, 19)),
                             (date(2026, 3, 20), date(2026, 3, 20)), (date(2026, 4, 1), UNTIL), (SINCE, UNTIL))
    ]  # fmt: skip
    assert told == [(True, said) for said in ("0+0−0=0", "0+2−0=2", "2+0−0=2", "2+0−1=1", "1+0−0=1", "0+2−1=1")]
    assert shown(place(town, "kouzi", "housing"), "stock_flow") == (True, "0+1−1=0")
    Case.objects.filter(pk=second.pk).update(closed_at=at("2025-12-01 09:00"))
    assert shown(place(town), "stock_flow") == (False, "0+2−1=0"), "closed before it was received"


def test_kz_16_no_case_is_without_a_person_or_a_next_day(town: Town) -> None:
    case = to_acceptance(town)
    assert shown(place(town), "no_open_loop")[0]
    Case.objects.filter(pk=case.pk).update(due_on=None)
    assert not shown(place(town), "no_open_loop")[0]


def test_every_subject_has_a_leader_or_the_light_is_out(town: Town) -> None:
    from fengqiao.apps.accounts.queries import categories

    known = list(categories())
    for subject in known[:-1]:
        people.give_charge(user=town.builder.people["leader"], category=subject, since=SINCE, by=town.admin)
    where = place(town, until=date(2026, 6, 1))
    assert shown(where, "portfolio_map") == (False, f"{len(known) - 1}/{len(known)}")
    people.give_charge(user=town.builder.people["leader"], category=known[-1], since=SINCE, by=town.admin)
    assert shown(where, "portfolio_map")[0]


def test_cy_22_alerts_are_lit_when_all_have_read_them(town: Town) -> None:
    told = [town.unit("housing")]
    notices.send(kind="warning", title="大风", text="看护外墙防护网", units=told, by=town.dispatcher, at=at("2026-03-02 09:00"))
    assert shown(place(town), "alerts") == (False, "0/1")
    notices.read(receipt=Receipt.objects.select_related("notice").get(), by=town.handler, at=at("2026-03-02 09:05"))
    assert shown(place(town), "alerts") == (True, "1/1")
    assert shown(place(town, until=date(2026, 3, 1)), "alerts") == (False, "0/0"), "sent after the period"


def test_cy_13_the_pillar_counts_as_changed_what_the_figure_counts(town: Town) -> None:
    """CY-13: a petition with a hazard, a dispute with a hazard; none besides, none twice."""
    quiet, case, tree, sealed = to_acceptance(town), to_acceptance(town), dispute(town), to_acceptance(town)
    assert shown(place(town, "chaoyang"), "changed_matters") == (False, "0")
    for when in ("2026-03-09 09:00", "2026-03-10 09:00"):
        go(case, "hazard", town.handler, when)
    go(tree, "mediation.hazard", town.grid_worker, "2026-03-10 09:00", **FIELDS["hazard"])
    go(sealed, "hazard", town.handler, "2026-03-09 09:00")
    Case.objects.filter(pk=sealed.pk).update(is_sealed=True)
    go(quiet, "note", town.handler, "2026-03-09 09:00")
    assert shown(place(town, "chaoyang"), "changed_matters") == (True, "1")
    assert shown(place(town, "chaoyang", "housing", "village"), "changed_matters") == (True, "2")
    assert shown(place(town, "chaoyang", until=date(2026, 3, 8)), "changed_matters") == (False, "0")
    going_by(town, "chaoyang", "housing", "petition-office")
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        assert 'href="/figures/changed/"' in seat(town.leader).get("/methods/chaoyang/standing").content.decode()


def test_a_lead_counts_where_it_is_and_only_there(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    assert shown(place(town), "leads") == (True, "1")
    assert shown(place(town, "kouzi", "pingshang"), "leads") == (False, "0")
    assert shown(place(town), "checklist_1211") == (False, "0/1")


def test_every_proof_is_given_by_a_case_or_by_a_place() -> None:
    from fengqiao.apps.methods.boards import CASE_PROOFS

    assert set(PROOFS) == CASE_PROOFS.keys() | PLACE_PROOFS.keys()


def test_the_page_of_each_method_opens_and_shows_its_pillars(town: Town) -> None:
    client = seat(town.clerk)
    for name in packfiles.available():
        assert client.get(f"/methods/{name}/standing").status_code == 200
    assert [pillar.code.id for pillar in pillars_of(place(town))] == [code.id for code in packfiles.load("kouzi").method.codes]


def test_the_four_pillars_of_kouzi_are_filled_by_what_was_held(town: Town) -> None:
    """KZ-03: study, outreach and analysis light up when they are on record; the page has nothing to type into."""
    going_by(town, "kouzi", "joint", "petition-office")
    client, told = seat(town.clerk), []
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        for kind, by, unit in (("", None, ""), ("study_committee", town.dispatcher, "petition-office"),
                               ("outreach", town.dispatcher, "petition-office"), ("analysis", town.joint, "joint")):  # fmt: skip
            if by:
                plan = Plan(kind, fresh(town).unit(unit), date(2026, 5, 20), "会议室", title="五月")
                held = holding.plan(plan, by=by, at=at("2026-05-20 08:00"))
                holding.record(held, {}, by=by, at=at("2026-05-20 18:00"))
            page = client.get("/methods/kouzi/standing").content.decode()
            told.append({name for name in ("study_sessions", "outreach_events", "analysis_meetings") if _is_lit(page, name)})
    assert told == [
        set(), {"study_sessions"}, {"study_sessions", "outreach_events"}, {"study_sessions", "outreach_events", "analysis_meetings"},
    ]  # fmt: skip
    main = page.split("<main")[1].split("</main>")[0]
    assert "<input" not in main
    assert "<form" not in main


def test_kz_03_sweeps_hard_cases_the_roster_and_settled_matters_fill_the_rest(town: Town) -> None:
    """KZ-03: the lights of the four pillars that no meeting makes: each goes on with its record, and says how far."""
    task = door_to_door(town, households=10)
    where = partial(place, town, "kouzi", "petition-office", "housing", "pingshang", "village", until=date(2026, 12, 15))
    proofs = ("sweep_coverage", "checklist_1211", "settled_verified", "roster_cover")
    assert [shown(where(), proof)[0] for proof in proofs] == [False] * 4
    sweeping.tally(task, Counts(visited=6, nobody_home=1), by=town.grid_worker, at=at("2026-03-30 10:00"))
    assert shown(where(), "sweep_coverage") == (True, "7/10")
    case = to_acceptance(town)
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    go(case, "lead.second", town.joint, "2026-03-09 10:00", leader=town.county_head.user)
    assert shown(where(), "checklist_1211") == (False, "0/1")
    go(case, "lead.team", town.leader, "2026-03-09 11:00", team_head=town.head.user, members=[town.handler.user])
    assert shown(where(), "checklist_1211") == (True, "1/1")
    spot = on_the_spot(town, "2026-03-02")
    assert shown(where(), "settled_verified") == (False, "0/1")
    verified(town, spot, "2026-03-10")
    assert shown(where(), "settled_verified") == (True, "1/1")
    setting = Setting(place="信访接待中心", starts=time(9), ends=time(12), people=leaders(town))
    roster = rostering.set_up(setting, unit=town.unit("petition-office"), rule="county_desk", by=town.dispatcher, at=at("2026-11-20 09:00"))
    assert shown(where(), "roster_cover") == (False, "0/11")
    rostering.arrange(roster, date(2026, 12, 1), by=town.dispatcher, at=at("2026-11-20 10:00"))
    assert shown(where(), "roster_cover") == (True, "11/11")
    asked = {name for code in where().pack.method.codes if code.id == "four_in_place" for part in code.parts for name in part.proof}
    assert asked == {*proofs, "portfolio_map", "study_sessions", "outreach_events", "analysis_meetings"}


def test_the_pillars_of_chaoyang_and_yuanjiang_show_their_numbers(town: Town) -> None:
    """CY-06, YJ-01: leaders who go down and lead cases; levels, ways and places – each with its number, from records alone."""
    chaoyang, yuanjiang = (place(town, pack, "petition-office", "housing") for pack in ("chaoyang", "yuanjiang"))
    case = to_acceptance(town)
    assert [shown(chaoyang, proof) for proof in ("receptions", "down_visits", "leads")] == [(False, "0")] * 3
    go(case, "name_lead", town.joint, "2026-03-09 09:00", leader=town.leader.user)
    for kind in ("reception", "down_visit"):
        held = holding.plan(
            Plan(kind, town.unit("petition-office"), date(2026, 3, 10), "西门社区", leader=User.objects.get(pk=town.leader.user)),
            by=town.dispatcher, at=at("2026-03-10 08:00"),
        )  # fmt: skip
        holding.record(held, {"persons": "2"}, by=town.dispatcher, at=at("2026-03-10 18:00"))
    for where in (chaoyang, yuanjiang):
        assert [shown(where, proof) for proof in ("receptions", "down_visits", "leads")] == [(True, "1")] * 3
    pillars = {pillar.code.id: [row.part.name.zh for row in pillar.rows] for pillar in pillars_of(yuanjiang)}
    assert pillars["three_in_one"] == ["服务保障", "三级联动", "多元化解"]
    four = {pillar.code.id: [row.part.name.zh for row in pillar.rows] for pillar in pillars_of(chaoyang)}["four_down"]
    assert four == ["领导下沉", "制度下沉", "资源下沉", "服务下沉"]


@pytest.fixture
def june() -> Iterator[None]:
    """The first of June 2026."""
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        yield


@pytest.mark.usefixtures("june")
def test_cy_06_the_lights_of_the_pillars_wait_for_their_records(town: Town) -> None:
    """CY-06: rules, means and service that go down light up when the record is there, and not before."""

    def lit() -> set[str]:
        where = place(town, "chaoyang", "petition-office", "housing", "joint", "village")
        four = next(pillar for pillar in pillars_of(where) if pillar.code.id == "four_down")
        return {light.proof for row in four.rows for light in row.lights if light.is_lit}

    def confer(case: Case) -> None:
        held = holding.plan(Plan("case_conference", town.unit("joint"), date(2026, 5, 20), "会议室", cases=[case]), by=town.joint,
                            at=at("2026-05-20 08:00"))  # fmt: skip
        holding.record(held, {"items": [{"case": case.number, "decided": "住建局加固"}]}, by=town.joint, at=at("2026-05-20 18:00"))

    def call(case: Case) -> None:
        go(case, "call_in", town.handler, "2026-05-20 09:00", unit=str(town.unit("land").id))
        go(case, "assist-1.agree", town.land_handler, "2026-05-20 10:00")
        go(case, "assist-1.reply", town.land_handler, "2026-05-21 09:00")

    assert lit() == set()
    office, case, ended = town.unit("petition-office"), to_acceptance(town), to_opinion(town)
    go(ended, "close", town.dispatcher, "2026-05-15 09:00")
    seen = {"ledgers"}
    assert lit() == seen
    records: list[tuple[set[str], Callable[[], object]]] = [
        ({"meetings", "consultations"}, lambda: confer(case)),
        ({"co_units"}, lambda: call(case)),
        ({"mediations", "invited_helpers"}, lambda: invited(town)),
        ({"place_functions"}, lambda: centres.set_up(unit=office, name="信访超市", functions=["petitions"], by=town.admin)),
        ({"follow_up_done"}, lambda: go(ended, "follow_up.visit", town.dispatcher, "2026-05-20 09:00")),
    ]  # fmt: skip
    for proofs, record in records:
        record()
        seen |= proofs
        assert lit() == seen


def test_yj_01_the_page_shows_three_pillars_and_their_live_numbers(town: Town) -> None:
    """Each act moves the number of its pillar and no other; what is sealed or of another year is in none."""
    town = going_by(town, "yuanjiang", "petition-office", "pingshang")
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        told = [_pillars(town)]
        case = asked(town)
        for role in ("petitioner", "respondent"):
            m(case, "agree_recorded", town.grid_worker, days_ago(3), party=party_of(case, role), how="当面同意")
        m(case, "accept", town.grid_worker, days_ago(3, 10))
        m(case, "panel", town.grid_worker, days_ago(3, 11), members=[str(helper("麻老", "mediator").id)], asked=True)
        told.append(_pillars(town))
        go(case, "mediation.call_in", town.grid_worker, "2026-06-01 09:00", unit=str(town.unit("pingshang").id), kind="come",
           what="到村部来")  # fmt: skip
        told.append(_pillars(town))
        plan = Plan("outreach", town.unit("petition-office"), date(2026, 5, 20), "集市", title="赶场")
        held = holding.plan(plan, by=town.dispatcher, at=at("2026-05-20 08:00"))
        holding.record(held, {}, by=town.dispatcher, at=at("2026-05-20 18:00"))
        told.append(_pillars(town))
        Case.objects.filter(pk=case.pk).update(is_sealed=True)
        sealed = _pillars(town)
    assert [list(pillars) for pillars in told] == [["服务保障", "三级联动", "多元化解"]] * 4
    watched = (("服务保障", "mediations"), ("服务保障", "invited_helpers"), ("三级联动", "co_units"), ("多元化解", "outreach_events"))
    assert [[pillars[pillar][PROOFS[proof].zh] for pillar, proof in watched] for pillars in told] == [
        ["0", "0", "0/0", "0"], ["1", "1", "0/0", "0"], ["1", "1", "0/1", "0"], ["1", "1", "0/1", "1"],
    ]  # fmt: skip
    assert [sealed[pillar][PROOFS[proof].zh] for pillar, proof in watched] == ["0", "0", "0/0", "1"]
    with time_machine.travel(at("2027-01-04 09:00"), tick=False):
        Case.objects.filter(pk=case.pk).update(is_sealed=False)
        assert [_pillars(town)[pillar][PROOFS[proof].zh] for pillar, proof in watched] == ["0", "0", "0/0", "0"]


def _pillars(town: Town) -> dict[str, dict[str, str]]:
    """Pillar -> what each of its lights says, as the page shows them."""
    page = unescape(seat(town.clerk).get("/methods/yuanjiang/standing").content.decode())
    rows = re.findall(r"<h3>(服务保障|三级联动|多元化解)</h3><ul[^>]*>(.*?)</ul>", page, re.S)
    return {name: dict(re.findall(r'lamp-word">([^<]+)<.*?fq-digits">([^<]*)<', row, re.S)) for name, row in rows}


def _is_lit(page: str, proof: str) -> bool:
    """Does the page show this light in green?"""
    return "green" in unescape(page).split(PROOFS[proof].zh)[0].rsplit("<li>", 1)[1]
