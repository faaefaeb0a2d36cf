"""The desk as people meet it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.apps.cases.desk import seat
from tests.apps.insight.many import TODAY, browse, many
from tests.town import Town, at, go, prepare, to_acceptance

NOON = at("2026-11-23 12:00")
TABS = ["inbox", "working", "near", "overdue", "done", "handled", "approvals"]


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_says_in_words_that_it_is_empty(town: Town, tab: str) -> None:
    html = seat(town.handler).get(f"/desk/{tab}/").content.decode()
    assert "fq-empty" in html
    assert "fq-table" not in html


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("scope", ["mine", "county"])
def test_a_page_asks_the_database_a_few_times_however_many_rows(town: Town, tab: str, scope: str) -> None:
    states = {"inbox": ("S21", "inbox"), "done": ("S80", "done")}
    state, stage = states.get(tab, ("S40", "working"))
    days = {"near": 2, "overdue": -2}
    many(town, [{"state": state, "stage": stage, "due_on": TODAY + timedelta(days=days.get(tab, 30))} for _ in range(60)],
         unit="petition-office")  # fmt: skip
    client = seat(town.dispatcher)
    address = f"/desk/{tab}/?scope={scope}"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    assert len(asked) <= 6
    with CaptureQueriesContext(connection) as asked:
        response = client.get(f"{address}&category=housing&channel=visit&since=2026-01-01&person=me")
    assert response.status_code == 200
    assert len(asked) <= 15


def test_rows_show_number_lamp_word_and_mask_and_link_to_the_case(town: Town) -> None:
    case = to_acceptance(town)
    html = seat(town.handler).get("/desk/working/").content.decode()
    assert f'href="/cases/{case.number}/"' in html
    assert "吴*升" in html
    assert "吴大升" not in html
    assert "10012345678" not in html
    assert '<span class="fq-lamp-word">超期</span>' in html
    assert case.due_on is not None
    assert f"超期{(TODAY - case.due_on).days}天（" in html


def test_pages_lead_on_and_back_by_real_links(town: Town) -> None:
    cases = many(town, [{"due_on": TODAY + timedelta(days=n)} for n in range(60)])
    numbers = [case.number for case in cases]
    client = seat(town.handler)
    first = client.get("/desk/working/")
    assert browse(first.content.decode(), numbers) == numbers[:50]
    assert first.context["desk"].before == ""
    second = client.get(f"/desk/working/{first.context['desk'].after}")
    assert browse(second.content.decode(), numbers) == numbers[50:]
    assert second.context["desk"].after == ""
    again = client.get(f"/desk/working/{second.context['desk'].before}")
    assert browse(again.content.decode(), numbers) == numbers[:50]


def test_conditions_become_chips_and_each_can_be_taken_away(town: Town) -> None:
    many(town, [{}, {"category": "land"}])
    client = seat(town.handler)
    response = client.get("/desk/working/?category=land&channel=visit")
    desk = response.context["desk"]
    assert [chip.label for chip in desk.chips] == ["内容类别：土地山林", "渠道：来访"]
    assert len(desk.rows) == 1
    assert desk.total == "1"
    response = client.get(f"/desk/working/{desk.chips[0].url}")
    assert [chip.label for chip in response.context["desk"].chips] == ["渠道：来访"]
    assert len(response.context["desk"].rows) == 2


def test_an_address_full_of_empty_conditions_is_made_short(town: Town) -> None:
    response = seat(town.handler).get("/desk/working/?text=&state=&category=land&since=")
    assert (response.status_code, response["Location"]) == (302, "/desk/working/?category=land")


@pytest.mark.parametrize(
    "query",
    ["state=S99", "since=2026-02-31", "after=garbage", "before=garbage", "category=%27%3B--", "unit=nowhere", "limit=" + "9" * 30,
     "text=" + "x" * 500, "scope=galaxy", "nothing=known"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_the_list_still_shown(town: Town, query: str) -> None:
    (case,) = many(town, [{}])
    response = seat(town.handler).get(f"/desk/working/?{query}")
    assert response.status_code == 200
    assert case.number in response.content.decode()
    is_known = query.split("=")[0] not in ("limit", "scope", "nothing")
    assert ("有的条件没有用上" in response.content.decode()) is is_known


@pytest.mark.parametrize("tab", ["sealed", "nowhere", "any"])
def test_tabs_one_does_not_have_are_absent(town: Town, tab: str) -> None:
    assert seat(town.handler).get(f"/desk/{tab}/").status_code == 404
    assert seat(town.handler).get(f"/desk/{tab}/export.csv").status_code == 404


def test_officers_for_sealed_reports_have_their_own_tab_alone(town: Town) -> None:
    client = seat(town.sealed_officer)
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/desk/sealed/"
    assert [tab.id for tab in client.get("/desk/sealed/").context["desk"].tabs] == ["sealed"]
    assert client.get("/desk/inbox/").status_code == 404


def test_counts_stand_on_the_tabs(town: Town) -> None:
    many(town, [{"state": "S21", "stage": "inbox"}, {"due_on": TODAY - timedelta(days=1)}, {"due_on": TODAY}, {}])
    tabs = {tab.id: tab.number for tab in seat(town.handler).get("/desk/done/").context["desk"].tabs}
    assert tabs == {
        "inbox": "1",
        "working": "3",
        "near": "1",
        "overdue": "1",
        "done": "",
        "handled": "",
        "approvals": "0",
    }


def test_a_leader_looks_at_the_county_and_a_dispatcher_at_the_own_unit_first(town: Town) -> None:
    (case,) = many(town, [{}])
    assert case.number in seat(town.leader).get("/desk/working/").content.decode()
    client = seat(town.dispatcher)
    assert case.number not in client.get("/desk/working/").content.decode()
    assert case.number in client.get("/desk/working/?scope=county").content.decode()


def test_a_handler_cannot_widen_the_list_to_the_county(town: Town) -> None:
    (case,) = many(town, [{}], unit="land")
    for query in ("scope=county", "scope=county&unit=land", "unit=land"):
        assert case.number not in seat(town.handler).get(f"/desk/working/?{query}").content.decode()


def test_what_waits_for_approval_is_on_the_heads_desk(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, "2026-03-09 09:00")
    go(case, "investigate", town.handler, "2026-03-20 09:00")
    prepare(case, "sign_opinion", town.handler, "2026-04-09 16:00")
    html = seat(town.head).get("/desk/approvals/").content.decode()
    assert case.number in html
    assert case.number not in seat(town.land_head).get("/desk/approvals/").content.decode()


def test_the_first_page_is_the_desk_for_staff_and_the_door_for_others(town: Town) -> None:
    assert seat(town.handler).get("/")["Location"] == "/desk/inbox/"
    assert Client().get("/").status_code == 302
    assert not Client().get("/")["Location"].startswith("/desk")
    assert Client().get("/desk/inbox/")["Location"].startswith("/login")
    assert "没有办件" in seat(town.admin).get("/").content.decode()


def test_columns_and_density_are_remembered(town: Town) -> None:
    many(town, [{}])
    client = seat(town.handler)
    data = {"column": ["title", "channel", "nonsense"], "density": "compact", "next": "/desk/working/"}
    assert client.post("/desk/look", data)["Location"] == "/desk/working/"
    response = client.get("/desk/working/")
    assert response.context["desk"].columns == ["摘要", "渠道"]
    assert "is-compact" in response.content.decode()
    client.post("/desk/look", {"reset": "1", "next": "https://elsewhere.example/"})
    assert len(client.get("/desk/working/").context["desk"].columns) == 6


def test_a_spoilt_cookie_is_as_good_as_none(town: Town) -> None:
    many(town, [{}])
    client = seat(town.handler)
    client.cookies["desk"] = "....'><script>." + "x" * 300
    assert client.get("/desk/working/").status_code == 200


def test_the_desk_speaks_english(town: Town) -> None:
    many(town, [{"due_on": TODAY + timedelta(days=3)}])
    html = seat(town.handler, language="en").get("/desk/working/?category=housing").content.decode()
    for words in (
        "<h1>Being handled",
        "Accepted",
        "Category: Housing and city",
        "3 days left",
        "Nearly due",
        "Export as CSV",
    ):
        assert words in html
