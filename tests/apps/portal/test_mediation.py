"""A mediation as the one who brought it sees it: where it stands in plain words, and every act that is theirs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case, Entry, Line, PartyRole, Seat
from fengqiao.apps.cases.services import seating
from fengqiao.apps.portal.progress import Progress, is_own
from fengqiao.apps.portal.wording import ACTS
from fengqiao.domain.roles import PETITIONER
from fengqiao.kernel.moment import now, today
from tests.apps.portal.cast import accepted_case, days_ago
from tests.town import SHANGHAI, Town, accept_seats, at, dispute, due_of, go, helper, party_of, proceeding_of

CODE, OTHER = "0001", "0002"


def day_ahead(days: int) -> str:
    day: datetime = now().astimezone(SHANGHAI) + timedelta(days=days)
    return f"{day:%Y-%m-%d}"


def terms() -> dict[str, Any]:
    return {
        "facts": "树在两家地界上，修路时被挖出。",
        "terms": [
            {"who": "龙水生", "what": "把树栽回村口，两家共管", "due_on": day_ahead(10)},
            {"who": "龙水生", "what": "补石阿公移栽费", "due_on": day_ahead(20), "amount": "800"},
        ],
        "total": "800", "kept_by": day_ahead(20),
    }  # fmt: skip


def m(case: Case, step: str, by: Any, when: str, **data: Any) -> Entry:
    return go(case, f"mediation.{step}", by, when, **data)


def asked(town: Town) -> Case:
    case = dispute(town, when=days_ago(9))
    m(case, "ask", town.grid_worker, days_ago(9, 10))
    return case


def met(town: Town) -> Case:
    case = asked(town)
    for role in ("petitioner", "respondent"):
        m(case, "agree_recorded", town.grid_worker, days_ago(9, 11), party=party_of(case, role), how="当面同意")
    m(case, "accept", town.grid_worker, days_ago(8))
    m(case, "panel", town.grid_worker, days_ago(8, 10), members=[str(helper("龙老", "elder").id)], asked=True)
    accept_seats(case, days_ago(8, 11))
    m(case, "inform", town.grid_worker, days_ago(7))
    m(case, "meet", town.grid_worker, days_ago(6), held_on=days_ago(6)[:10], place="石榴坳村部", present="石阿公、龙水生、麻利",
      words="石阿公说树是爷爷栽的；龙水生说树在他家地上。")  # fmt: skip
    return case


def drafted(town: Town) -> Case:
    case = met(town)
    m(case, "draft_agreement", town.grid_worker, days_ago(5), **terms())
    return case


def agreed(town: Town) -> Case:
    case = drafted(town)
    for role in ("petitioner", "respondent"):
        m(case, "sign_recorded", town.grid_worker, days_ago(4), party=party_of(case, role), way="paper", read_aloud=True)
    m(case, "in_force", town.grid_worker, days_ago(4, 10), signed_on=days_ago(4)[:10], kept_by=day_ahead(20), seal=True)
    return case


def opened(client: Client, case: Case) -> Case:
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": CODE}).status_code == 302
    return case


def read(client: Client, case: Case, rest: str = "") -> str:
    response = client.get(f"/t/{case.tracking_code}{rest}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def do(client: Client, case: Case, step: str, status: int = 302, **data: str) -> Any:
    form = dict(re.findall(r'name="(once|expecting)" value="([^"]*)"', read(client, case, f"/do/mediation.{step}")))
    response = client.post(f"/t/{case.tracking_code}/do/mediation.{step}", {**form, **data})
    assert response.status_code == status, unescape(response.content.decode())[-2500:]
    case.refresh_from_db()
    return response


def offered(case: Case) -> set[str]:
    fresh = Case.objects.select_related("unit").get(county=case.county, id=case.id)
    progress = Progress(fresh, today())
    return {step for step, act in progress.acts.items() if act.verdict and step not in progress.aside}


def test_a_dispute_is_told_in_plain_words(town: Town, client: Client) -> None:
    case = asked(town)
    page = read(client, case)
    for words in ("征求意见", "石榴坳村民委员会", "麻利", "问清各方愿不愿意调解", "村（社区）调解", "现在在这一级", "随时可以停",
                  "对方还没有同意"):  # fmt: skip
        assert words in page, words
    assert offered(case) == {f"mediation.{act}" for act in ("agree", "refuse", "pass_up", "add_material")}
    for words in ("同意调解", "不同意调解", "请上一级受理", "补充情况"):
        assert words in page


def test_whoever_brought_it_agrees_once(town: Town, client: Client) -> None:
    """YJ-02: agreeing is free and can be taken back."""
    case = opened(client, asked(town))
    assert "停了不影响起诉、仲裁和信访" in read(client, case, "/do/mediation.agree")
    answer = do(client, case, "agree")
    page = unescape(client.get(answer["Location"]).content.decode())
    assert "已经记下您同意调解" in page
    assert "您已经同意调解" in page
    assert proceeding_of(case).vars["consent"] == {party_of(case, "petitioner"): "yes"}
    assert "mediation.agree" not in offered(case), "what was said is not asked again"
    assert "mediation.refuse" in offered(case), "but it can be taken back"


def test_refusing_asks_no_reason(town: Town, client: Client) -> None:
    """YJ-02: yes, no, or time to think; no goes on without delay."""
    case = opened(client, asked(town))
    page = read(client, case, "/do/mediation.refuse")
    assert "不需要理由" in page
    assert "再想想" in page
    do(client, case, "refuse")
    assert case.state == "TJ21"
    assert offered(case) == {"mediation.hand_over"}
    assert "已经结束" not in read(client, case, "/disagree")
    assert "转成信访事项" in read(client, case, "/disagree")
    do(client, case, "hand_over", wanted="yes")
    assert (case.kind, case.state) == ("petition", "S10")
    assert (case.due_clock, case.due_on) == ("CLK-02", due_of(case, "CLK-02")), "the clock of the petition runs at once"


def test_stopping_and_moving_up_are_free_at_any_moment(town: Town, client: Client) -> None:
    case = opened(client, met(town))
    assert {"mediation.stop", "mediation.move_up", "mediation.add_material"} <= offered(case)
    do(client, case, "move_up")
    assert case.unit.code == "pingshang"
    page = read(client, case)
    assert re.search(r'class="is-now" aria-current="step">乡镇（街道）调解', page)
    do(client, case, "stop")
    assert (case.state, case.closed_at is None) == ("TJ70", False)
    do(client, case, "hand_over", wanted="yes")
    assert (case.kind, case.state) == ("petition", "S10")
    assert "urge" in offered(case)
    assert not [step for step in offered(case) if step.startswith("mediation.")]
    assert read(client, case)


def test_sessions_are_shown_without_names_and_words(town: Town, client: Client) -> None:
    case = met(town)
    closed = read(client, case)
    assert "谈过一次" in closed
    assert "石榴坳村部" not in closed
    page = read(client, opened(client, case))
    assert "石榴坳村部" in page
    for hidden in ("龙老", "爷爷栽的", "石阿公", "龙水生"):
        assert hidden not in page


def test_signing_shows_the_text_first_and_thinking_it_over_is_a_real_choice(town: Town, client: Client) -> None:
    case = drafted(town)
    assert client.get(f"/t/{case.tracking_code}/do/mediation.sign")["Location"].startswith(f"/t/{case.tracking_code}/open")
    page = read(client, opened(client, case), "/do/mediation.sign")
    for words in ("树在两家地界上", "把树栽回村口，两家共管", "补石阿公移栽费", "捌佰元整", "再想想，先不签", "签不签都由您", "自愿签",
                  "对方还没有签"):  # fmt: skip
        assert words in page, words
    assert page.index("把树栽回村口") < page.index("自愿签"), "the text stands before the button"
    assert f'href="/t/{case.tracking_code}">再想想' in page
    refused = do(client, case, "sign", 422)
    assert "确认" in unescape(refused.content.decode())
    assert proceeding_of(case).vars["signed"] == {}
    do(client, case, "sign", read="yes")
    assert list(proceeding_of(case).vars["signed"]) == [party_of(case, "petitioner")]
    assert "mediation.sign" not in offered(case)
    do(client, case, "redraft")
    assert (case.state, proceeding_of(case).vars["signed"]) == ("TJ50", {})


def test_what_was_agreed_and_what_is_kept_so_far(town: Town, client: Client) -> None:
    case = agreed(town)
    tree, money = Line.objects.filter(case=case)
    m(case, "line_kept", town.grid_worker, days_ago(2), line=str(tree.id), kept_on=days_ago(2)[:10], proof="照片")
    m(case, "line_kept", town.grid_worker, days_ago(2), line=str(money.id), amount="300", kept_on=days_ago(2)[:10], proof="收条")
    closed = read(client, case)
    assert "约定的事全部做到" in closed
    assert "您和对方可以一起请法院确认协议" in closed
    assert "移栽费" not in closed, "the code alone does not show it"
    page = read(client, opened(client, case))
    assert page.index("把树栽回村口") < page.index("已经做到") < page.index("补石阿公移栽费") < page.index("做到了一部分")
    assert "300" in page


def test_not_kept_is_one_door_away(town: Town, client: Client) -> None:
    case = opened(client, agreed(town))
    assert f'/t/{case.tracking_code}/do/mediation.breach"' in read(client, case, "/disagree")
    do(client, case, "breach", what="树没有栽回去")
    assert case.state == "TJ86"
    assert {"mediation.hand_over", "mediation.add_material"} <= offered(case)
    assert "mediation.breach" not in read(client, case, "/disagree")


def test_an_oral_agreement_is_shown_as_it_was_noted(town: Town, client: Client) -> None:
    case = asked(town)
    m(case, "settle_orally", town.grid_worker, days_ago(8), content="龙水生把树栽回村口", kept_by=day_ahead(5), all_agree=True)
    assert "栽回村口" not in read(client, case)
    assert "栽回村口" in read(client, opened(client, case))


def test_the_other_sides_telephone_opens_nothing_and_their_acts_are_not_yours(town: Town, client: Client) -> None:
    case = asked(town)
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": OTHER}).status_code == 422
    party = case.parties.get(role=PartyRole.RESPONDENT)
    seat = seating.for_party(proceeding_of(case), party, at=at(days_ago(8)))
    seat.save(force_insert=True)
    other = seating.guest_of(Seat.objects.get(id=seat.id))
    m(case, "agree", other, days_ago(8, 10))
    m(case, "agree", town.citizen, days_ago(8, 11))
    fresh = Case.objects.select_related("unit").get(county=case.county, id=case.id)
    told = [(line.passage.act, line.is_mine, str(line.side)) for line in Progress(fresh, today()).happened][-2:]
    assert told == [("mediation.agree", False, "对方"), ("mediation.agree", True, "")]
    assert "对方已经同意调解" in read(client, case)


def test_every_page_of_every_state_answers(town: Town, client: Client) -> None:
    for make in (dispute, asked, met, drafted, agreed):
        case = opened(client, make(town))
        for rest in ("", "/disagree", *(f"/do/{step}" for step in Progress(case, today()).acts)):
            assert read(client, case, rest), rest


def test_a_petition_keeps_its_own_doors(town: Town, client: Client) -> None:
    case = accepted_case(town)
    assert client.post(f"/t/{case.tracking_code}/open", {"proof": "5678"}).status_code == 302
    page = read(client, case, "/disagree")
    assert "不同意结论" in page
    assert "不想这样调了" not in page
    assert client.get(f"/t/{case.tracking_code}/do/mediation.stop").status_code == 404


def test_all_acts_of_the_petitioner_in_a_mediation_have_plain_words(town: Town) -> None:
    workflow = rules.pack_named(rules.NATIONAL).workflows["mediation"]
    own = {workflow.key(act.id) for act in workflow.transitions.values() if is_own(act)}
    assert own <= set(ACTS)
    assert all(PETITIONER in workflow.transitions[step.partition(".")[2]].by for step in own)


def test_the_route_map_shows_both_roads(client: Client, town: Town) -> None:
    """YJ-37: the ways to settle and to petition."""
    page = unescape(client.get("/c/route/").content.decode())
    assert 'id="petition"' in page
    assert 'id="mediation"' in page
    for words in ("同意调解", "定调解员", "我愿意签", "停止调解"):
        assert words in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
