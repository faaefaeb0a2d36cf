"""The pillars of a method fill themselves from records of a place and a period; nobody types them (KZ-03, CY-06, YJ-01)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import time_machine

from fengqiao.apps.accounts import services as people
from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case
from fengqiao.apps.methods.standing import PLACE_PROOFS, Place, pillars_of
from fengqiao.apps.notices import services as notices
from fengqiao.apps.notices.models import Receipt
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.domain.methods import PROOFS
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.apps.mediation.cast import asked, m
from tests.apps.portal.cast import days_ago
from tests.town import COUNTY, Town, at, fresh, go, going_by, helper, party_of, register_case, to_acceptance

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def place(town: Town, pack: str = "kouzi", *units: str, until: date = UNTIL) -> Place:
    return Place(COUNTY, [town.unit(code) for code in units or ("petition-office", "housing")], packfiles.load(pack), SINCE, until)


def shown(where: Place, proof: str) -> tuple[bool, str]:
    lit, told, _address = PLACE_PROOFS[proof](where)
    return lit, told


def test_kz_47_the_four_figures_of_stock_fit_together_for_any_period(town: Town) -> None:
    first, second = to_acceptance(town), register_case(town)
    go(first, "withdraw", town.citizen, "2026-03-20 09:00")
    for until in (date(2026, 3, 10), UNTIL):
        where = place(town, until=until)
        told = shown(where, "stock_flow")[1]
        before, _, end = told.partition("=")
        opening, rest = before.split("+")
        new, closed = rest.split("−")
        assert int(opening) + int(new) - int(closed) == int(end)
    assert shown(place(town), "stock_flow") == (True, "0+2−1=1")
    assert second.number


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
