"""Support and safety, restricted cases, danger: help with consent and an end; seen by those named; three days at a time."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from fengqiao.apps.accounts.models import User
from fengqiao.apps.accounts.services import HandOver
from fengqiao.apps.cases import facts, owing, queries, rules
from fengqiao.apps.cases.models import Case, Seat, Tally
from fengqiao.apps.cases.presenting import marks_of
from fengqiao.apps.cases.services import split, take_over
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from fengqiao.domain.guards import CONTROLS, LABELS
from fengqiao.domain.roles import Actor
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import address, seat
from tests.apps.cases.test_mediation import m, to_session
from tests.town import Town, at, dispute, due_of, go, register_case, steps_of, tables_digest, to_acceptance

DAY = "2026-03-10 09:00"


def measure(town: Town, **over: Any) -> dict[str, Any]:
    """A measure that the person asked for."""
    return {"kind": "counselling", "what": "听他说说压力", "who": town.handler.user, "due_on": "2026-04-10",
            "consent": "asked", "ground": "3月9日电话里自己提出", **over}  # fmt: skip


def measures_of(case: Case, day: str) -> list[owing.Measure]:
    """The measures of a case on a day."""
    pack = rules.pack_of(case)
    return owing.support_of(owing.tables_of(case, pack, at(f"{day} 09:00").date()), pack.lists)


# Support


def test_a_measure_has_a_kind_a_purpose_an_owner_an_end_and_a_will_and_expires_by_itself(town: Town) -> None:
    """KZ-11, KZ-35: help has purpose, owner, end and consent, and is out of force the day after."""
    case = to_acceptance(town)
    go(case, "arrange_support", town.handler, DAY, measures=[measure(town)])
    (one,) = measures_of(case, "2026-04-10")
    assert (one.kind.zh, one.view.line.owed_by, one.consent.zh) == ("心理疏导", "陆海平", "本人要求的")
    assert one.is_in_force
    assert not measures_of(case, "2026-04-11")[0].is_in_force
    assert measures_of(case, "2026-04-11")[0].view.mark == "lapsed"
    go(case, "end_support", town.handler, "2026-03-20 09:00", lines=["1"], how="本人说不需要了")
    assert not measures_of(case, "2026-03-21")[0].is_in_force


def test_support_is_owed_to_nobody_as_money_is(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "arrange_support", town.handler, DAY, measures=[measure(town)])
    root = queries.proceeding_of(case)
    assert facts.facts_of(case, root, rules.pack_of(case), at(DAY).date())["owed"] == "no"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "watching"}, "没有“watching”这个选项"),
        ({"kind": ""}, "请填写"),
        ({"what": "安排人 盯 防"}, "盯防"),
        ({"what": "发现动向及时劝\n返"}, "劝返"),
        ({"ground": "已列控"}, "列控"),
        ({"consent": ""}, "请填写"),
        ({"ground": ""}, "请填写"),
        ({"due_on": ""}, "请填写"),
        ({"who": "谁知道"}, "找不到"),
    ],
)
def test_what_is_no_help_cannot_be_entered(town: Town, change: dict[str, Any], words: str) -> None:
    """KZ-11, KZ-35: no consent, no end or a kind that is control: refused."""
    case = to_acceptance(town)
    before = tables_digest()
    with pytest.raises(DomainError) as refused:
        go(case, "arrange_support", town.handler, DAY, measures=[measure(town, **change)])
    fields = getattr(refused.value, "fields", {})
    assert words in str(refused.value.words) + "".join(str(one) for one in fields.values())
    assert tables_digest() == before


def test_staff_see_the_measures_and_a_stranger_arranges_none(town: Town) -> None:
    case = to_acceptance(town)
    with pytest.raises(Denied):
        go(case, "arrange_support", town.land_handler, DAY, measures=[measure(town)])
    go(case, "arrange_support", town.handler, DAY, measures=[measure(town)])
    said = seat(town.handler).get(address(case)).content.decode()
    assert "心理疏导" in said
    assert "听他说说压力" in said


# Restricted


def restricted(town: Town, ground: str = "violence") -> Case:
    """A case that the housing bureau's handler has restricted."""
    case = to_acceptance(town, place="桂园小学旁3号楼")
    go(case, "restrict", town.handler, DAY, ground=ground, reported="3月10日9点报派出所，民警已到场")
    return case


def sees(case: Case, actor: Actor) -> bool:
    """Does an actor see a case, whichever way it is looked for?"""
    try:
        queries.get_for(actor, case.number)
    except Case.DoesNotExist:
        assert case not in queries.visible_to(actor)
        assert all(found != case for found, _why in queries.earlier_of(actor, phone="10012345678"))
        return False
    return case in queries.visible_to(actor)


def test_only_the_person_in_charge_and_those_named_see_it(town: Town) -> None:
    case = restricted(town)
    assert {name for name, actor in town.everybody.items() if sees(case, actor)} == {"handler"}
    for name, actor in town.everybody.items():
        if name == "handler":
            continue
        before = tables_digest()
        with pytest.raises(Case.DoesNotExist):
            go(case, "note", actor, "2026-03-11 09:00")
        assert tables_digest() == before, name
        assert seat(actor).get(address(case)).status_code == 404, name
        assert case.number not in seat(actor).get("/desk/working/").content.decode(), name
    go(case, "name_reader", town.handler, "2026-03-11 09:00", person=town.head.user, reason="要签发意见")
    assert {name for name, actor in town.everybody.items() if sees(case, actor)} == {"handler", "head"}
    go(case, "unname_reader", town.head, "2026-03-12 09:00", person=town.head.user, reason="已经签发")
    assert {name for name, actor in town.everybody.items() if sees(case, actor)} == {"handler"}


def test_whoever_is_named_finds_it_under_a_tab_of_its_own_and_no_other_count_tells(town: Town) -> None:
    def counted() -> int:
        return sum(Tally.objects.values_list("n", flat=True))

    other = register_case(town)
    before = counted()
    case = restricted(town)
    assert counted() == before
    said = seat(town.handler).get("/desk/sealed/").content.decode()
    assert case.number in said
    assert "限制知情" in said
    assert seat(town.handler_2).get("/desk/sealed/").status_code == 404
    assert case.number not in seat(town.handler).get("/desk/working/").content.decode()
    assert other.number not in said
    go(case, "lift_restriction", town.handler, "2026-03-11 09:00", agreed=True, reason="本人搬离，要求公开办理")
    assert counted() > before
    assert sees(case, town.handler_2)
    assert (case.restricted_for, case.is_sealed, case.readers) == ("", False, [])


def test_a_village_that_had_it_on_its_desk_does_not_see_it(town: Town) -> None:
    case = dispute(town)
    m(case, "pass_up", town.grid_worker, "2026-03-02 10:00")
    assert sees(case, town.grid_worker)
    m(case, "restrict", town.town_handler, "2026-03-02 11:00", ground="violence", reported="已报派出所")
    assert not sees(case, town.grid_worker)


def test_whoever_is_put_in_charge_sees_it_and_whoever_is_in_charge_stays_named(town: Town) -> None:
    case = restricted(town)
    go(case, "appoint", town.handler, "2026-03-11 09:00", person=town.handler_2.user)
    assert sees(case, town.handler_2)
    with pytest.raises(Incomplete, match="承办人要看得到"):
        go(case, "unname_reader", town.handler, "2026-03-12 09:00", person=town.handler_2.user, reason="x")
    go(case, "unname_reader", town.handler_2, "2026-03-12 09:00", person=town.handler.user, reason="已经移交")
    assert not sees(case, town.handler)


def test_the_heir_of_a_post_sees_the_restricted_cases_and_the_one_who_left_does_not(town: Town) -> None:
    case = restricted(town)
    heir = User.objects.get(pk=town.handler_2.user)
    take_over(HandOver(county=case.county, unit=str(case.unit_id), post=town.handler.post, to_unit=str(case.unit_id),
                       to_post=town.handler_2.post, from_user=town.handler.user, to_user=str(heir.pk),
                       on=at("2026-03-20 09:00").date(), by=town.admin))  # fmt: skip
    case.refresh_from_db()
    assert sees(case, town.handler_2)
    assert not sees(case, town.handler)


def test_no_mediation_by_default(town: Town) -> None:
    case = restricted(town)
    go(case, "set_path_6", town.handler, "2026-03-11 09:00")
    assert "entrust_mediation" not in steps_of(case, town.handler, "2026-03-11 10:00")
    with pytest.raises(NotNow, match="默认不调解"):
        go(case, "entrust_mediation", town.handler, "2026-03-11 10:00", unit=town.unit("pingshang"), reason="想谈一谈")


def test_a_panel_that_sat_is_asked_anew(town: Town) -> None:
    case = dispute(town)
    to_session(town, case)
    m(case, "restrict", town.grid_worker, "2026-03-06 09:00", ground="violence", reported="已报派出所")
    assert Seat.objects.get(case=case).state == "left"


@pytest.mark.parametrize("ground", ["violence", "minor"])
def test_papers_print_no_address_and_of_a_minor_no_name_nor_school(town: Town, ground: str) -> None:
    case = restricted(town, ground)
    go(case, "set_path_6", town.handler, "2026-03-11 09:00")
    go(case, "investigate", town.handler, "2026-03-12 09:00")
    go(case, "name_reader", town.handler, "2026-03-13 09:00", person=town.head.user, reason="签发")
    go(case, "sign_opinion", town.head, "2026-03-14 09:00")
    papers = Document.objects.filter(case_id=case.id, issued_at__gte=at(DAY))
    said = "".join(paper.body_zh for paper in papers)
    assert said
    assert not papers.filter(sealed=True).exists()  # their own petitioner may read them
    assert "三号楼101" not in said
    assert "桂园小学" not in said
    assert ("吴大升" in said) == (ground == "violence")
    dossier = seat(town.handler).get(address(case, "print")).content.decode()
    assert "桂园小学" not in dossier
    assert ("学生上学" in dossier) == (ground == "violence")


def test_what_is_split_off_stays_restricted(town: Town) -> None:
    case = to_acceptance(town, demands=["修好外墙", "赔电动车"])
    go(case, "restrict", town.handler, DAY, ground="violence", reported="已报派出所")
    part = split(county=case.county, case_id=case.id, positions=[2], by=town.handler, at=at("2026-03-11 09:00"), reason="分开办")
    assert {name for name, actor in town.everybody.items() if sees(part, actor)} == {"handler"}


def test_a_report_is_sealed_by_its_own_rule(town: Town) -> None:
    case = register_case(town, content="反映有人收了好处。", classification="report")
    before = tables_digest()
    with pytest.raises(DomainError):
        go(case, "restrict", town.sealed_officer, DAY, ground="violence", reported="x")
    assert tables_digest() == before


def test_the_handler_reads_that_it_is_restricted_in_both_languages(town: Town) -> None:
    case = restricted(town)
    assert "限制知情：家庭暴力" in seat(town.handler).get(address(case)).content.decode()
    assert "Domestic violence" in seat(town.handler, language="en").get(address(case)).content.decode()


# Danger

DANGER = {"situation": "说要从楼顶跳下去", "called": "both", "told": "9点10分告诉值班的彭守一", "stays": "他妹妹陪着",
          "next_contact": "今晚8点，陆海平打电话"}  # fmt: skip


def test_danger_runs_three_days_is_renewed_with_a_reason_and_ends(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "danger", town.handler, DAY, **DANGER)
    assert str(due_of(case, "CLK-25")) == "2026-03-13"
    assert (case.due_clock, str(case.due_on)) == ("CLK-25", "2026-03-13")
    root = queries.proceeding_of(case)
    assert facts.facts_of(case, root, rules.pack_of(case), at(DAY).date())["hard"] == "yes"
    before = tables_digest()
    with pytest.raises(Incomplete, match="为什么还有危险"):
        go(case, "danger_again", town.handler, "2026-03-13 09:00", reason="", next_contact="明早")
    assert tables_digest() == before
    go(case, "danger_again", town.handler, "2026-03-13 09:00", reason="还在说气话", next_contact="明早")
    assert str(due_of(case, "CLK-25")) == "2026-03-16"
    go(case, "danger_over", town.handler, "2026-03-15 09:00", record="到医院看过，本人说没事了")
    assert case.due_clock == "CLK-07"
    with pytest.raises(NotNow, match="没有在走的安全期限"):
        go(case, "danger_over", town.handler, "2026-03-15 10:00", record="x")


@pytest.mark.parametrize("who", ["clerk", "dispatcher", "supervisor", "leader", "head", "handler"])
def test_any_of_the_staff_who_see_it_may_say_so(town: Town, who: str) -> None:
    case = to_acceptance(town)
    go(case, "danger", getattr(town, who), DAY, **DANGER)
    assert case.due_clock == "CLK-25"


@pytest.mark.parametrize("part", [*DANGER])
def test_the_checklist_is_short_and_whole(town: Town, part: str) -> None:
    case = to_acceptance(town)
    before = tables_digest()
    with pytest.raises(Incomplete):
        go(case, "danger", town.handler, DAY, **{**DANGER, part: ""})
    assert tables_digest() == before


def test_kz_35_there_is_no_table_of_people_to_watch() -> None:
    """KZ-35, KZ-11: no table, column or list of any method is one of key persons, risk grades or control (G-02)."""
    named = [name for model in apps.get_models() for name in (
        model._meta.db_table, str(model._meta.verbose_name), *(part for field in model._meta.get_fields()
            for part in (field.name, str(getattr(field, "verbose_name", "")))))]  # fmt: skip
    for pack in map(packfiles.load, packfiles.available()):
        named += [text for codes in pack.lists.values() for code, words in codes.items() for text in (code, words.zh)]
    assert len(named) > 1000
    assert [name for name in named if any(label in name.lower() for label in (*LABELS, *CONTROLS))] == []


def test_nobody_is_watched_in_the_name_of_safety(town: Town) -> None:
    case = to_acceptance(town)
    with pytest.raises(NotNow, match="盯防"):
        go(case, "danger", town.handler, DAY, **{**DANGER, "stays": "派两人盯防"})


def test_the_mark_stands_while_it_runs_and_asks_when_the_three_days_are_over(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "danger", town.handler, DAY, **DANGER)

    def marks(day: str) -> list[str]:
        fresh = Case.objects.select_related("unit", "origin_unit").get(id=case.id)
        with translation.override("zh-hans"):
            return [words for _tone, words in marks_of(queries.page_of(fresh, town.handler, at(f"{day} 09:00").date()))]

    assert "人身、公共安全危险" in marks("2026-03-13")
    assert marks("2026-03-14") == ["安全期限已过，请确认危险还在不在"]
    go(case, "danger_over", town.handler, "2026-03-14 09:00", record="没事了")
    assert marks("2026-03-14") == []


def test_a_dispute_knows_the_same_acts(town: Town) -> None:
    case = dispute(town)
    m(case, "danger", town.grid_worker, "2026-03-02 10:00", **DANGER)
    m(case, "arrange_support", town.grid_worker, "2026-03-02 11:00", measures=[measure(town, who=town.grid_worker.user)])
    assert measures_of(case, "2026-03-03")[0].is_in_force
    assert case.due_clock == "CLK-25"
