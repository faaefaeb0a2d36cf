"""A dispute settled step by step: consent, panel, sessions, tiers, an agreement that is signed, in force and kept (law §7.4)."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from fengqiao.apps.cases.models import Case, Entry, Line, Seat
from fengqiao.apps.cases.services import Break, seating, verify
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from tests.apps.cases.desk import address, seat
from tests.town import (
    COUNTY,
    Town,
    accept_seats,
    at,
    dispute,
    go,
    going_by,
    helper,
    party_of,
    proceeding_of,
    register_case,
    steps_of,
    tables_digest,
    to_acceptance,
)  # fmt: skip

MET = {"place": "石榴坳村部", "present": "石阿公、龙水生、麻利", "words": "石阿公说树是爷爷栽的；龙水生说树在他家地上。"}
TERMS = {
    "facts": "树在两家地界上，修路时被挖出。",
    "terms": [
        {"who": "龙水生", "what": "把树栽回村口，两家共管", "due_on": "2026-03-31"},
        {"who": "龙水生", "what": "补石阿公移栽费", "due_on": "2026-04-15", "amount": "800"},
    ],
    "total": "800", "kept_by": "2026-04-15",
}  # fmt: skip


@pytest.fixture
def tree(town: Town) -> Case:
    return dispute(town)


def m(case: Case, step: str, by: Any, when: str, **data: Any) -> Entry:
    return go(case, f"mediation.{step}", by, when, **data)


def to_session(town: Town, case: Case) -> None:
    """Asked, agreed by both, accepted, a panel of one who accepted, rights told, one session on 5 March."""
    m(case, "ask", town.grid_worker, "2026-03-02 10:00")
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, "2026-03-02 11:00", party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, "2026-03-02 12:00")
    elder = helper("龙老", "elder")
    m(case, "panel", town.grid_worker, "2026-03-03 09:00", members=[str(elder.id)], asked=True)
    accept_seats(case, "2026-03-03 10:00")
    m(case, "inform", town.grid_worker, "2026-03-04 09:00")
    m(case, "meet", town.grid_worker, "2026-03-05 15:00", held_on="2026-03-05", **MET)


def to_agreement(town: Town, case: Case) -> None:
    """Agreed in writing on 6 March, signed by both, in force on the 6th."""
    to_session(town, case)
    m(case, "draft_agreement", town.grid_worker, "2026-03-06 09:00", **TERMS)
    for role in ("petitioner", "respondent"):
        m(case, "sign_recorded", town.grid_worker, "2026-03-06 10:00", party=party_of(case, role), way="paper", read_aloud=True)
    m(case, "in_force", town.grid_worker, "2026-03-06 11:00", signed_on="2026-03-06", kept_by="2026-04-15", seal=True)


def test_a_dispute_opens_as_a_mediation_with_an_owner_a_clock_and_one_code(tree: Case) -> None:
    assert (tree.kind, tree.state, tree.unit.code, tree.person_name) == ("dispute", "TJ10", "village", "麻利")
    assert tree.due_clock == "CLK-38"
    assert len(tree.tracking_code) == 12
    assert Entry.objects.get(case=tree).act == "mediation.register"


def test_the_tree_is_settled_in_the_village_and_kept(town: Town, tree: Case) -> None:
    to_agreement(town, tree)
    assert tree.state == "TJ60"
    lines = list(Line.objects.filter(case=tree))
    assert [(line.what, line.amounts) for line in lines] == [("把树栽回村口，两家共管", {}), ("补石阿公移栽费", {"agreed": "800.00"})]
    agreement = Document.objects.get(case_id=tree.id, kind="MF09")
    assert "捌佰元整" in agreement.body_zh
    assert "不限制任何一方依法信访" in agreement.body_zh
    with pytest.raises(NotNow, match="还没有全部兑现"):
        m(tree, "kept", town.grid_worker, "2026-04-01 09:00", proof="看过")
    m(tree, "line_kept", town.grid_worker, "2026-03-30 09:00", line=str(lines[0].id), proof="照片")
    for amount in ("300", "500"):
        m(tree, "line_kept", town.grid_worker, "2026-04-10 09:00", line=str(lines[1].id), amount=amount, proof="收条")
    with pytest.raises(NotNow, match="另一单位回访"):
        m(tree, "kept", town.grid_worker, "2026-04-16 09:00", proof="到村口看过，树活了")
    m(tree, "ask_follow_up", town.grid_worker, "2026-04-16 10:00")
    go(tree, "follow_up.visit", town.town_handler, "2026-04-17 09:00")
    m(tree, "kept", town.grid_worker, "2026-04-18 09:00", proof="到村口看过，树活了")
    assert (tree.state, tree.stage) == ("TJ85", "done")
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_paid_beyond_what_was_agreed_is_refused_and_changes_nothing(town: Town, tree: Case) -> None:
    to_agreement(town, tree)
    line = Line.objects.get(case=tree, position=2)
    m(tree, "line_kept", town.grid_worker, "2026-04-10 09:00", line=str(line.id), amount="500", proof="收条")
    before = tables_digest()
    with pytest.raises(NotNow, match="超过了"):
        m(tree, "line_kept", town.grid_worker, "2026-04-11 09:00", line=str(line.id), amount="301", proof="收条")
    assert tables_digest() == before


def test_without_everybodys_consent_nothing_is_accepted(town: Town, tree: Case) -> None:
    m(tree, "ask", town.grid_worker, "2026-03-02 10:00")
    m(tree, "agree_recorded", town.grid_worker, "2026-03-02 11:00", party=party_of(tree, "petitioner"), how="当面同意")
    with pytest.raises(NotNow, match="同意"):
        m(tree, "accept", town.grid_worker, "2026-03-02 12:00")


def test_a_tier_is_not_begun_without_its_panel(town: Town, tree: Case) -> None:
    m(tree, "ask", town.grid_worker, "2026-03-02 10:00")
    for role in ("petitioner", "respondent"):
        m(tree, "agree_recorded", town.grid_worker, "2026-03-02 11:00", party=party_of(tree, role), how="当面同意")
    m(tree, "accept", town.grid_worker, "2026-03-02 12:00")
    lawyer = helper("顾律师", "lawyer")
    with pytest.raises(Incomplete, match="村（社区）调解"):
        m(tree, "panel", town.grid_worker, "2026-03-03 09:00", members=[str(lawyer.id)], asked=True)
    m(tree, "panel", town.grid_worker, "2026-03-03 09:00", members=[str(lawyer.id)], asked=True, off_ladder="两家都要请律师")
    with pytest.raises(NotNow, match="还没有人接受"):
        m(tree, "inform", town.grid_worker, "2026-03-04 09:00")


def test_either_party_moves_up_at_any_moment_and_the_case_has_an_owner_at_each_tier(town: Town, tree: Case) -> None:
    to_session(town, tree)
    m(tree, "move_up", town.citizen, "2026-03-08 09:00")
    assert (tree.unit.code, tree.state) == ("pingshang", "TJ20")
    assert tree.person_id is not None
    assert Seat.objects.get(case=tree).state == "left"
    m(tree, "raise_up", town.town_mediator, "2026-03-09 09:00", reason="双方都不认镇里的人")
    assert tree.unit.code == "county"
    assert "mediation.move_up" not in steps_of(tree, town.citizen, "2026-03-09 10:00")
    with pytest.raises(NotNow, match="最后一级"):
        m(tree, "move_up", town.citizen, "2026-03-10 09:00")
    assert proceeding_of(tree).vars["tiers"] == ["town", "county"]


def test_whoever_stopped_has_not_signed_and_the_agreement_falls(town: Town, tree: Case) -> None:
    to_session(town, tree)
    m(tree, "draft_agreement", town.grid_worker, "2026-03-06 09:00", **TERMS)
    m(tree, "sign_recorded", town.grid_worker, "2026-03-06 10:00", party=party_of(tree, "petitioner"), way="paper", read_aloud=True)
    m(tree, "stop", town.citizen, "2026-03-06 10:30")
    assert tree.state == "TJ70"
    with pytest.raises(DomainError):
        m(tree, "in_force", town.grid_worker, "2026-03-06 11:00", signed_on="2026-03-06", kept_by="2026-04-15", seal=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"terms": [{**TERMS["terms"][1], "amount": "700"}]}, "加起来"),  # type: ignore[index]
        ({"capitals": "柒佰元整"}, "大写金额"),
        ({"if_not": "双方今后不再上访"}, "不再上访"),
        ({"terms": []}, "至少"),
        ({"terms": [{**TERMS["terms"][0], "due_on": ""}], "total": ""}, "请填写"),  # type: ignore[index]
        ({"kept_by": "2026-04-14"}, "不能早于最晚的一项"),
        ({"total": "八百"}, "不是金额"),
    ],
    ids=["amounts", "capitals", "waiver", "no terms", "no date", "early end", "no amount"],
)
def test_an_agreement_that_does_not_hold_is_refused_in_words(town: Town, tree: Case, change: dict[str, Any], words: str) -> None:
    to_session(town, tree)
    before = tables_digest()
    with pytest.raises(DomainError) as refused:
        m(tree, "draft_agreement", town.grid_worker, "2026-03-06 09:00", **{**TERMS, **change})
    fields = getattr(refused.value, "fields", {})
    assert words in str(refused.value.words) + "".join(str(one) for one in fields.values())
    assert tables_digest() == before


def test_an_agreement_is_not_dated_before_the_last_session(town: Town, tree: Case) -> None:
    to_session(town, tree)
    m(tree, "meet", town.grid_worker, "2026-03-07 15:00", held_on="2026-03-07", **MET)
    m(tree, "draft_agreement", town.grid_worker, "2026-03-08 09:00", **TERMS)
    for role in ("petitioner", "respondent"):
        m(tree, "sign_recorded", town.grid_worker, "2026-03-08 10:00", party=party_of(tree, role), way="paper", read_aloud=True)
    with pytest.raises(Incomplete, match="不能早于"):
        m(tree, "in_force", town.grid_worker, "2026-03-08 11:00", signed_on="2026-03-06", kept_by="2026-04-15", seal=True)


def test_a_dispute_that_fails_goes_on_as_a_petition_under_the_same_code(town: Town, tree: Case) -> None:
    to_session(town, tree)
    m(tree, "end", town.grid_worker, "2026-03-09 09:00", why="failed", routes="可以起诉、信访")
    code = tree.tracking_code
    m(tree, "hand_over", town.citizen, "2026-03-10 09:00", wanted=True)
    assert (tree.kind, tree.state, tree.tracking_code) == ("petition", "S10", code)
    assert tree.due_clock == "CLK-02"
    assert "take_in" in steps_of(tree, town.town_handler, "2026-03-10 10:00") or tree.unit.code == "village"


def test_a_link_accepts_once_and_opens_nothing_after_the_end(town: Town, tree: Case) -> None:
    to_session(town, tree)
    seat = Seat.objects.select_related("proceeding").get(case=tree)
    found = seating.seat_by_link(seating.link_of(seat))
    assert found is not None
    assert found.id == seat.id
    m(tree, "meet", seating.guest_of(found), "2026-03-06 15:00", held_on="2026-03-06", **MET)
    assert Entry.objects.filter(case=tree, act="mediation.meet").last().actor_name == "龙老"  # type: ignore[union-attr]
    m(tree, "stop", town.citizen, "2026-03-07 10:30")
    seat = Seat.objects.select_related("proceeding").get(case=tree)
    assert not seating.is_open(seat)
    with pytest.raises(NotNow):
        seating.answer(seat=seat, state="declined", at=at("2026-03-08 09:00"))


def test_a_stranger_mediates_nothing(town: Town, tree: Case) -> None:
    with pytest.raises(Denied):
        m(tree, "ask", town.town_mediator, "2026-03-02 10:00")
    petition = register_case(town)
    with pytest.raises(NotNow):
        m(petition, "ask", town.grid_worker, "2026-03-02 10:00")


def test_what_is_to_be_done_today_is_due_today(town: Town, tree: Case) -> None:
    m(tree, "settle_orally", town.grid_worker, "2026-03-02 10:00", content="当场栽回村口", kept_by="2026-03-02", all_agree=True)
    assert (tree.due_clock, str(tree.due_on)) == ("CLK-36", "2026-03-02")


def test_an_agreement_to_be_kept_on_the_day_of_its_date_is_due_that_day(town: Town, tree: Case) -> None:
    to_session(town, tree)
    today = {"facts": "树在两家地界上。", "terms": [{"who": "龙水生", "what": "把树栽回", "due_on": "2026-03-06"}]}
    m(tree, "draft_agreement", town.grid_worker, "2026-03-06 09:00", **today)
    for role in ("petitioner", "respondent"):
        m(tree, "sign_recorded", town.grid_worker, "2026-03-06 10:00", party=party_of(tree, role), way="paper", read_aloud=True)
    m(tree, "in_force", town.grid_worker, "2026-03-06 11:00", signed_on="2026-03-06", kept_by="2026-03-06", seal=True)
    keeping = next(clock for clock in proceeding_of(tree).clocks if clock["id"] == "CLK-36")
    assert (keeping["legal"], keeping["shown"]) == ("2026-03-06", "2026-03-06")


def test_the_last_day_of_all_cannot_lie_before_the_agreement(town: Town, tree: Case) -> None:
    to_session(town, tree)
    m(tree, "draft_agreement", town.grid_worker, "2026-03-06 09:00", **TERMS)
    for role in ("petitioner", "respondent"):
        m(tree, "sign_recorded", town.grid_worker, "2026-03-06 10:00", party=party_of(tree, role), way="paper", read_aloud=True)
    before = tables_digest()
    with pytest.raises(Incomplete, match="最后一天不能早于"):
        m(tree, "in_force", town.grid_worker, "2026-03-08 11:00", signed_on="2026-03-06", kept_by="2026-03-05", seal=True)
    assert tables_digest() == before


def test_a_mediation_inside_a_petition_never_turns_into_a_second_petition(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "entrust_mediation", town.handler, "2026-03-10 09:00", unit=town.unit("pingshang"), reason="两家都愿意谈")
    m(case, "refuse_recorded", town.town_mediator, "2026-03-11 09:00", party=party_of(case, "petitioner"), how="电话")
    before = tables_digest()
    with pytest.raises(NotNow, match="它所在的事项接着办"):
        m(case, "hand_over", town.town_mediator, "2026-03-11 10:00", wanted=True)
    assert tables_digest() == before
    assert "mediation.hand_over" not in steps_of(case, town.town_mediator, "2026-03-11 10:00")


# A ladder of a place's own: three rounds, two in the village and one in the town


def in_pingba(town: Town) -> Case:
    """The tree, told in a town that goes by three rounds; both sides agreed and it was accepted."""
    case = dispute(going_by(town, "pingba", "pingshang"))
    m(case, "ask", town.grid_worker, "2026-03-02 10:00")
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, "2026-03-02 11:00", party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, "2026-03-02 12:00")
    return case


def sits(case: Case, by: Any, when: str, kind: str, **data: Any) -> None:
    """Somebody of a kind is invited to the panel of this round."""
    m(case, "panel", by, when, members=[str(helper(f"{kind}{when[8:10]}{when[11:13]}", kind).id)], asked=True, **data)


def test_pb_49_in_the_first_round_only_those_of_its_roles_sit_unless_a_reason_says_so(town: Town) -> None:
    case = in_pingba(town)
    with pytest.raises(Incomplete, match="初调解"):
        sits(case, town.grid_worker, "2026-03-03 09:00", "village_secretary")
    sits(case, town.grid_worker, "2026-03-03 10:00", "village_secretary", off_ladder="两家都请他")
    for hour, kind in enumerate(("mediator", "deputy", "veteran"), 11):
        sits(case, town.grid_worker, f"2026-03-03 {hour}:00", kind)
    form = unescape(seat(town.grid_worker).get(address(case, "act/mediation.panel/")).content.decode())
    first, others = form.split("这一级该请的人")[1].split("别的可以请的人")
    for kind in ("mediator", "deputy", "veteran"):
        assert f"{kind}03" in first, kind
    assert "village_secretary0310" in others
    assert 'name="off_ladder"' in form


def test_pb_50_51_the_next_round_says_why_and_after_the_third_the_other_ways_are_printed(town: Town) -> None:
    case = in_pingba(town)
    with pytest.raises(Incomplete) as refused:
        m(case, "raise_up", town.grid_worker, "2026-03-09 09:00", reason="")
    assert list(refused.value.fields) == ["reason"]
    m(case, "raise_up", town.grid_worker, "2026-03-09 09:00", reason="直接上调：两家不认村里的人")
    assert (proceeding_of(case).vars["tiers"], case.unit.code) == (["second"], "village")
    with pytest.raises(Incomplete, match="再调解"):
        sits(case, town.grid_worker, "2026-03-10 09:00", "veteran")
    sits(case, town.grid_worker, "2026-03-10 10:00", "first_secretary")
    m(case, "raise_up", town.grid_worker, "2026-03-16 09:00", reason="第二次没有谈成")
    assert (proceeding_of(case).vars["tiers"], case.unit.code) == (["second", "third"], "pingshang")
    sits(case, town.town_mediator, "2026-03-17 09:00", "justice_head")
    with pytest.raises(NotNow, match="最后一级"):
        m(case, "raise_up", town.town_mediator, "2026-03-18 09:00", reason="还是没谈成")
    form = unescape(seat(town.town_mediator).get(address(case, "act/mediation.end/")).content.decode())
    assert "申请仲裁、起诉、依法信访，或者经各方同意重新调解" in form, "offered as it is, to be added to"
    m(case, "end", town.town_mediator, "2026-03-30 09:00", why="failed", routes="都说过了")
    paper = Document.objects.get(case_id=case.id, kind="MF13")
    sheet = unescape(seat(town.town_mediator).get(f"/papers/{paper.id}").content.decode())
    for way in ("共同申请司法确认", "申请仲裁", "向人民法院起诉", "依法提出信访事项", "都说过了"):
        assert way in sheet, way
    assert "mediation.hand_over" in steps_of(case, town.citizen, "2026-03-31 09:00")


def test_sessions_are_numbered_with_their_place_and_mediators(town: Town, tree: Case) -> None:
    """PB-43: the first and the second session, where each was held and who sat."""
    to_session(town, tree)
    m(tree, "meet", town.grid_worker, "2026-03-07 15:00", held_on="2026-03-07", **{**MET, "place": "古树下"})
    page = unescape(seat(town.grid_worker).get(address(tree)).content.decode())
    for number, place in (("第1次调解", "石榴坳村部"), ("第2次调解", "古树下")):
        assert place in page.split(number, 1)[1][:200]
    assert "龙老" in page


def test_nd_15_the_kinds_of_help_given_stand_in_the_record_of_a_session(town: Town, tree: Case) -> None:
    """ND-15: several or none; law explained, talking it through, language."""
    to_session(town, tree)
    assert "给了的帮助" not in Document.objects.filter(case_id=tree.id, kind="MF08").latest("issued_at").body_zh
    given = {"held_on": "2026-03-06", **MET, "helped": ["law", "talk", "language"]}
    m(tree, "meet", town.grid_worker, "2026-03-06 15:00", **given)
    paper = Document.objects.filter(case_id=tree.id, kind="MF08").latest("issued_at")
    for said in ("法律指导", "教育疏导", "语言翻译"):
        assert said in paper.body_zh
    with pytest.raises(Incomplete) as refused:
        m(tree, "meet", town.grid_worker, "2026-03-06 16:00", **{**given, "helped": ["money"]})
    assert [*refused.value.fields] == ["helped"]


def offered(town: Town, case: Case) -> list[str]:
    """Those whom the form of a panel offers, in its order."""
    form = unescape(seat(town.grid_worker).get(address(case, "act/mediation.panel/")).content.decode())
    return form.split('name="members"')[1:]


def test_kz_30_those_of_the_same_village_are_told_apart_and_come_first(town: Town, tree: Case) -> None:
    """KZ-30: 同村 stands beside the name; the question about kinship must be answered; declining needs no reason."""
    m(tree, "ask", town.grid_worker, "2026-03-02 10:00")
    for role in ("petitioner", "respondent"):
        m(tree, "agree_recorded", town.grid_worker, "2026-03-02 11:00", party=party_of(tree, role), how="当面同意")
    m(tree, "accept", town.grid_worker, "2026-03-02 12:00")
    near = helper("龙老", "elder", unit=town.unit("village"))
    far = helper("阿远", "elder", unit=town.unit("pingshang"))
    shown = offered(town, tree)
    assert [("同村" in one.split("</label>")[0], name in one) for one, name in zip(shown, ("龙老", "阿远"), strict=True)] == [
        (True, True), (False, True),
    ]  # fmt: skip
    with pytest.raises(Incomplete, match="亲属"):
        m(tree, "panel", town.grid_worker, "2026-03-03 09:00", members=[str(near.id)])
    m(tree, "panel", town.grid_worker, "2026-03-03 09:00", members=[str(near.id), str(far.id)], asked=True)
    asked = Seat.objects.select_related("proceeding").get(case=tree, helper_id=near.id)
    seating.answer(seat=asked, state="declined", at=at("2026-03-03 10:00"))
    assert Seat.objects.get(pk=asked.pk).state == "declined"
