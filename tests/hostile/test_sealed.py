"""A sealed report shows nobody but its readers anything, on any page, list, count, export or interface (G01, G02)."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.apps.accounts.models import Post, User
from fengqiao.apps.api import services as tokens
from fengqiao.apps.cases.models import Case
from fengqiao.domain.figures import FIGURES
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import seat
from tests.town import Town, go, register_case

SECRET = "副局长收受装修公司红包"
LISTS = [
    *(f"/desk/{tab}/{scope}" for tab in ("inbox", "working", "near", "overdue", "done", "handled", "approvals")
      for scope in ("", "?scope=county")),
    "/desk/inbox/?state=S10", "/desk/inbox/?classification=report", "/search?q=副局长", "/search?q=10012345678",
    "/desk/inbox/export?scope=county", "/register/", "/figures/stock/new/", "/figures/stock/new/export.csv", "/figures/channels/visit/",
    "/figures/categories/all/", "/figures/quality/all/",
]  # fmt: skip


@pytest.fixture
def report(town: Town) -> Case:
    """A report against the housing bureau, taken in at the window, beside an ordinary case of the same person."""
    register_case(town)
    housing = town.unit("housing").id
    return register_case(
        town, content=SECRET, demands=[], title=SECRET, classification="report", complained_units=[housing]
    )


def _leaks(client: Client, address: str, case: Case) -> list[str]:
    body = client.get(address, follow=True)
    text = b"".join(body.streaming_content).decode() if body.streaming else body.content.decode()
    return [word for word in (SECRET, case.number, case.tracking_code) if word in text]


def test_every_list_search_and_export_is_silent(town: Town, report: Case) -> None:
    for name, actor in town.everybody.items():
        if name == "sealed_officer":
            continue
        client = seat(actor)
        leaks = {address: found for address in LISTS if (found := _leaks(client, address, report))}
        assert leaks == {}, name


def test_the_case_its_acts_and_papers_look_absent(town: Town, report: Case) -> None:
    go(report, "route_discipline", town.sealed_officer, "2026-03-04 09:00")
    for name, actor in town.everybody.items():
        if name == "sealed_officer":
            continue
        client = seat(actor)
        for rest in ("", "print/", "act/note/", "act/supervise/", "act/route_discipline/", "split/"):
            seen, absent = client.get(f"/cases/{report.number}/{rest}"), client.get(f"/cases/999901-2026-999999/{rest}")
            assert seen.status_code == absent.status_code, (name, rest)
            assert SECRET not in seen.content.decode()
        sent = client.post(f"/cases/{report.number}/act/note/", {"text": "x", "once": f"s-{name}"})
        assert sent.status_code in (302, 403, 404), name
    assert report.entries.count() == 2


def test_counts_do_not_move(town: Town) -> None:
    def counted() -> list[str]:
        return [seat(actor).get("/desk/inbox/?scope=county").content.decode().count("fq-count") for actor in
                (town.dispatcher, town.leader, town.handler)]  # fmt: skip

    def numbers() -> list[object]:
        answers = []
        for actor in (town.dispatcher, town.supervisor, town.handler):
            user, post = User.objects.get(pk=actor.user), Post.objects.get(pk=actor.post)
            _, text = tokens.create_token(user=user, post=post, at=now())
            answers.append(Client().get("/api/v1/counts", headers={"Authorization": f"Bearer {text}"}).json())
        return answers

    register_case(town)
    before = (counted(), numbers())
    register_case(town, content=SECRET, classification="report", complained_units=[town.unit("housing").id])
    assert (counted(), numbers()) == before


def test_no_figure_moves(town: Town) -> None:
    """Not a count, not a bar, not a file of any figure, for anybody: the officer for sealed reports has no figures at all."""

    def told() -> dict[tuple[str, str], str]:
        pages = [f"/figures/{one}/export.csv" for one in FIGURES] + ["/figures/units/export.csv"]
        readers = {"leader": town.leader, "supervisor": town.supervisor, "clerk": town.clerk, "handler": town.handler}
        found = {}
        for name, actor in readers.items():
            client = seat(actor)
            for page in pages:
                lines = b"".join(client.get(page).streaming_content).decode().splitlines()
                found[name, page] = "\n".join(line for line in lines if not line.startswith("取数时间"))
        return found

    first = register_case(town, when=f"{today()} 00:10")
    before = told()
    assert any(",1" in text for text in before.values()), "the ordinary case is counted"
    register_case(town, when=f"{today()} 00:20", content=SECRET, classification="report", demands=[], earlier=first.id,
                  complained_units=[town.unit("housing").id])  # fmt: skip
    assert told() == before
    assert seat(town.sealed_officer).get("/figures/").status_code == 403


def test_the_petitioners_page_says_nothing(town: Town, report: Case) -> None:
    page = Client().get(f"/t/{report.tracking_code}").content.decode()
    assert SECRET not in page
    assert "住房和城乡建设局" not in page


def test_the_named_officer_sees_it(town: Town, report: Case) -> None:
    assert SECRET in seat(town.sealed_officer).get(f"/cases/{report.number}/").content.decode()


def test_no_gap_in_the_numbers_tells_of_it(town: Town, report: Case) -> None:
    following = register_case(town)
    assert int(following.number.rpartition("-")[2]) == 2
