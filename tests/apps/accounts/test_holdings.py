"""Posts: who holds them, who stands in, who hands over, and to whom a new case goes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from fengqiao.apps.accounts import queries, services
from fengqiao.apps.accounts.models import Holding
from fengqiao.apps.accounts.services import HandOver
from fengqiao.apps.organisations import services as organising
from fengqiao.domain.errors import Conflict, Denied, Incomplete, NotNow
from tests.apps.accounts.cast import COUNTY, NEXT_COUNTY, PASSWORD, SINCE, Town

DAY = date(2026, 3, 2)
AWAY, BACK = date(2026, 3, 9), date(2026, 3, 16)


def officer(town: Town, unit: str, day: date = DAY) -> str | None:
    found = queries.officer_of(town.units[unit], day)
    return found[0].login if found else None


def test_a_new_case_goes_to_the_petition_officer(town: Town) -> None:
    assert officer(town, "housing") == "lu"


def test_without_an_officer_a_handler_then_the_head(town: Town) -> None:
    assert officer(town, "town-1") == "ping"
    town.add_person("zhen", "镇静")
    town.seat("zhen", "town-2", "镇长", ["head"])
    assert officer(town, "town-2") == "zhen"
    assert officer(town, "village-1") is None


def test_an_administrator_s_post_takes_no_cases(town: Town) -> None:
    services.hand_over(
        from_holding=town.holdings["dispatch"], to_user=town.people["admin"], on=DAY, by=town.admin, today=DAY,
        to_post=town.posts["admin"],
    )  # fmt: skip
    assert officer(town, "petition") is None


def test_a_substitute_takes_the_cases_while_the_holder_is_away(town: Town) -> None:
    services.stand_in(user=town.people["hu"], holding=town.holdings["lu"], since=AWAY, until=BACK, by=town.admin)
    assert [officer(town, "housing", day) for day in (date(2026, 3, 8), AWAY, date(2026, 3, 15), BACK)] == [
        "lu", "hu", "hu", "lu",
    ]  # fmt: skip


def test_a_substitute_has_the_holder_s_hat_for_these_days_only(town: Town) -> None:
    services.stand_in(user=town.people["hu"], holding=town.holdings["lu"], since=AWAY, until=BACK, by=town.admin)
    hu, post = town.people["hu"], town.posts["lu"]
    during = queries.actor_for(hu, post, AWAY)
    assert (during.post, during.roles) == (str(post.pk), frozenset({"handler"}))
    assert queries.actor_for(hu, post, BACK).roles == frozenset({"head"})


def test_only_one_person_stands_in_at_a_time(town: Town) -> None:
    services.stand_in(user=town.people["hu"], holding=town.holdings["lu"], since=AWAY, until=BACK, by=town.admin)
    with pytest.raises(Conflict):
        services.stand_in(
            user=town.people["ping"], holding=town.holdings["lu"], since=date(2026, 3, 15), until=date(2026, 4, 1),
            by=town.admin,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("login", "since", "until", "field"),
    [("hu", BACK, AWAY, "until"), ("hu", AWAY, AWAY, "until"), ("hu", date(2025, 1, 1), BACK, "since"),
     ("lu", AWAY, BACK, "user"), ("outsider", AWAY, BACK, "user")],
)  # fmt: skip
def test_what_is_wrong_with_an_absence_is_named(town: Town, login: str, since: date, until: date, field: str) -> None:
    with pytest.raises(Incomplete) as caught:
        services.stand_in(user=town.people[login], holding=town.holdings["lu"], since=since, until=until, by=town.admin)
    assert list(caught.value.fields) == [field]


def test_the_holder_comes_back_early(town: Town) -> None:
    held = services.stand_in(user=town.people["hu"], holding=town.holdings["lu"], since=AWAY, until=BACK, by=town.admin)
    services.end_substitution(holding=held, on=date(2026, 3, 11), by=town.admin)
    assert officer(town, "housing", date(2026, 3, 11)) == "lu"
    with pytest.raises(NotNow):
        services.end_substitution(holding=town.holdings["lu"], on=DAY, by=town.admin)


def test_a_hand_over_ends_one_begins_the_other_and_tells_the_listeners(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[HandOver] = []
    monkeypatch.setattr(services, "on_hand_over", [lambda fact: told.append(fact) or 3])
    fact = services.hand_over(
        from_holding=town.holdings["lu"], to_user=town.people["hu"], on=DAY, by=town.admin, today=DAY
    )
    assert fact.moved == 3
    assert (told[0].from_user, told[0].to_user) == (str(town.people["lu"].pk), str(town.people["hu"].pk))
    assert (officer(town, "housing", date(2026, 3, 1)), officer(town, "housing", DAY)) == ("lu", "hu")
    assert queries.presence_of(town.people["lu"].pk, DAY).hats == ()


def test_when_a_listener_refuses_nothing_is_handed_over(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(fact: HandOver) -> int:
        raise NotNow(organising.Words("这件事正在会签。", "A case is being signed."))

    monkeypatch.setattr(services, "on_hand_over", [refuse])
    with pytest.raises(NotNow):
        services.hand_over(
            from_holding=town.holdings["lu"], to_user=town.people["hu"], on=DAY, by=town.admin, today=DAY
        )
    assert officer(town, "housing") == "lu"
    assert Holding.objects.filter(post=town.posts["lu"]).count() == 1


def test_substitutes_of_a_leaver_stop_with_him(town: Town) -> None:
    services.stand_in(user=town.people["ping"], holding=town.holdings["lu"], since=AWAY, until=BACK, by=town.admin)
    day = date(2026, 3, 10)
    services.hand_over(from_holding=town.holdings["lu"], to_user=town.people["hu"], on=day, by=town.admin, today=day)
    assert officer(town, "housing", day) == "hu"


@pytest.mark.parametrize(
    ("to", "on", "error"),
    [("lu", DAY, Incomplete), ("outsider", DAY, Incomplete), ("hu", date(2025, 12, 1), Incomplete),
     ("hu", date(2026, 3, 3), NotNow)],
)  # fmt: skip
def test_a_hand_over_that_cannot_be(town: Town, to: str, on: date, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.hand_over(from_holding=town.holdings["lu"], to_user=town.people[to], on=on, by=town.admin, today=DAY)


def test_a_hand_over_happens_once(town: Town) -> None:
    services.hand_over(from_holding=town.holdings["lu"], to_user=town.people["hu"], on=DAY, by=town.admin, today=DAY)
    with pytest.raises(Conflict):
        services.hand_over(
            from_holding=town.holdings["lu"], to_user=town.people["hu"], on=DAY, by=town.admin, today=DAY
        )


def test_several_people_may_hold_one_post_but_one_person_once(town: Town) -> None:
    services.appoint(user=town.people["hu"], post=town.posts["lu"], since=DAY, by=town.admin)
    with pytest.raises(Conflict):
        services.appoint(user=town.people["hu"], post=town.posts["lu"], since=DAY, by=town.admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(county_code=COUNTY, user=town.people["hu"], post=town.posts["lu"], since=DAY)


def test_who_leaves_must_hand_over_first(town: Town) -> None:
    lu = town.people["lu"]
    with pytest.raises(NotNow):
        services.set_active(user=lu, is_active=False, by=town.admin, on=DAY)
    services.hand_over(from_holding=town.holdings["lu"], to_user=town.people["hu"], on=DAY, by=town.admin, today=DAY)
    assert not services.set_active(user=lu, is_active=False, by=town.admin, on=DAY).is_active
    assert queries.presence_of(lu.pk, DAY) is None


def test_the_neighbour_s_administrator_changes_nobody_here(town: Town) -> None:
    outsider = organising.operator(NEXT_COUNTY)
    for act in (
        lambda: services.create_user(by=outsider, county=COUNTY, login="spy", name="某", password=PASSWORD),
        lambda: services.create_post(by=outsider, unit=town.units["housing"], title="岗", roles=["handler"]),
        lambda: services.appoint(user=town.people["hu"], post=town.posts["lu"], since=DAY, by=outsider),
        lambda: services.stand_in(
            user=town.people["hu"], holding=town.holdings["lu"], since=AWAY, until=BACK, by=outsider
        ),
        lambda: services.hand_over(
            from_holding=town.holdings["lu"], to_user=town.people["hu"], on=DAY, by=outsider, today=DAY
        ),
        lambda: services.reset_password(user=town.people["lu"], password=PASSWORD, by=outsider),
        lambda: services.set_active(user=town.people["lu"], is_active=False, by=outsider, on=DAY),
    ):
        with pytest.raises(Denied):
            act()


def test_a_handler_administers_nothing(town: Town) -> None:
    handler = queries.actor_for(town.people["lu"], None, DAY)
    with pytest.raises(Denied):
        services.create_post(by=handler, unit=town.units["housing"], title="岗", roles=["handler"])


def test_what_is_wrong_with_a_person_or_post_is_named(town: Town) -> None:
    def field(act: object) -> list[str]:
        with pytest.raises(Incomplete) as caught:
            act()  # type: ignore[operator]
        return list(caught.value.fields)

    def person(**change: str) -> list[str]:
        typed = {"login": "new-one", "name": "新人", "password": PASSWORD} | change
        return field(lambda: services.create_user(by=town.admin, county=COUNTY, **typed))

    assert person(login="x y") == ["login"]
    assert person(login="长" * 61) == ["login"]
    assert person(name=" ") == ["name"]
    assert person(password="short") == ["new"]
    housing = town.units["housing"]
    assert field(lambda: services.create_post(by=town.admin, unit=housing, title="岗", roles=["king"])) == ["roles"]
    assert field(lambda: services.create_post(by=town.admin, unit=housing, title="岗", roles=[])) == ["roles"]
    assert field(lambda: services.create_post(by=town.admin, unit=housing, title=" ", roles=["head"])) == ["title"]
    with pytest.raises(Conflict):
        services.create_user(by=town.admin, county=COUNTY, login="LU", name="另一个", password=PASSWORD)


def test_the_widest_scope_of_a_post_counts(town: Town) -> None:
    assert queries.actor_for(town.people["lu"], None, DAY).scope == "unit"
    dispatcher = queries.actor_for(town.people["dispatch"], None, DAY)
    assert (dispatcher.scope, dispatcher.county) == ("county", COUNTY)
    assert {"petition_office", "level:county", "system:petition"} <= dispatcher.tags
    assert "handles" not in dispatcher.tags


def test_a_person_without_a_post_may_do_nothing(town: Town) -> None:
    actor = queries.actor_for(town.add_person("new", "新来的"), None, DAY)
    assert (actor.unit, actor.roles, actor.units, actor.scope) == ("", frozenset(), frozenset(), "none")


def test_a_unit_works_in_the_name_of_those_it_succeeded(town: Town) -> None:
    organising.close_unit(unit=town.units["town-1"], by=town.admin, on=DAY, successor=town.units["housing"])
    before, after = (queries.actor_for(town.people["lu"], None, day) for day in (date(2026, 3, 1), DAY))
    assert str(town.units["town-1"].pk) not in before.units
    assert str(town.units["town-1"].pk) in after.units
    assert queries.presence_of(town.people["ping"].pk, DAY).hats == ()


def test_person_posts_and_units_come_by_one_query(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services.appoint(user=town.people["hu"], post=town.posts["lu"], since=SINCE, by=town.admin)
    with django_assert_num_queries(1):
        presence = queries.presence_of(town.people["hu"].pk, DAY)
    assert [str(hat) for hat in presence.hats] == ["局长 · 澜溪县住建局", "信访专干 · 澜溪县住建局"]
    with django_assert_num_queries(1):
        queries.officer_of(town.units["housing"], DAY)


def test_units_without_a_petition_officer_are_named(town: Town) -> None:
    empty = {unit.code for unit in queries.units_without_officer(COUNTY, DAY)}
    assert {"town-1", "town-2"} <= empty
    assert not {"housing", "petition", "village-1"} & empty
