"""Who answers for which area and subject: gaps show, history stays, a change of post loses nothing (KZ-05, KZ-08, CY-26, CY-27, ND-17)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from fengqiao.apps.accounts import queries, services
from fengqiao.apps.accounts.models import Charge, ChargeLayer
from fengqiao.apps.organisations.models import Region
from fengqiao.domain.errors import Conflict, Denied, Incomplete
from tests.apps.accounts.cast import COUNTY, PASSWORD, SINCE, Town

DAY = date(2026, 3, 2)


def test_the_smallest_area_comes_first_then_the_subject(town: Town) -> None:
    village = town.units["village-1"].region
    services.give_charge(user=town.people["hu"], category="housing", since=DAY, by=town.admin)
    services.give_charge(user=town.people["ping"], region=town.units["town-1"].region, since=DAY, by=town.admin)
    services.give_charge(user=town.people["lu"], region=village, since=DAY, layer=3, by=town.admin)
    found = queries.in_charge_of(COUNTY, DAY, category="housing", region_code=village.code)
    assert [one.user.login for one in found] == ["lu", "ping", "hu"]
    assert queries.in_charge_of(COUNTY, DAY, category="land", region_code="") == []
    assert queries.in_charge_of(COUNTY, date(2026, 3, 1), category="housing", region_code=village.code) == []


@pytest.mark.parametrize(("given", "field"), [({}, "region"), ({"category": "witchcraft"}, "category")])
def test_it_names_an_area_or_a_subject_that_there_is(town: Town, given: dict[str, str], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        services.give_charge(user=town.people["hu"], since=DAY, by=town.admin, **given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_nobody_answers_for_the_same_thing_twice_or_without_a_post(town: Town) -> None:
    services.give_charge(user=town.people["hu"], category="housing", since=DAY, by=town.admin)
    with pytest.raises(Conflict):
        services.give_charge(user=town.people["hu"], category="housing", since=DAY, by=town.admin)
    with pytest.raises(Conflict):  # that it begins later is no second one
        services.give_charge(user=town.people["hu"], category="housing", since=DAY - timedelta(days=1), by=town.admin)
    town.add_person("xian", "闲人")
    with pytest.raises(Incomplete, match="没有任职"):
        services.give_charge(user=town.people["xian"], category="housing", since=DAY, by=town.admin)


def test_only_administrators_change_it(town: Town) -> None:
    with pytest.raises(Denied):
        services.give_charge(user=town.people["hu"], category="housing", since=DAY, by=queries.actor_for(town.people["hu"], None, DAY))


def test_the_heir_of_the_last_post_takes_it_over_and_the_history_stays(town: Town) -> None:
    services.give_charge(user=town.people["lu"], category="housing", since=DAY, by=town.admin)
    day = date(2026, 3, 9)
    services.hand_over(from_holding=town.holdings["lu"], to_user=town.people["hu"], on=day, by=town.admin, today=day)
    kept = {(one.user.login, one.since, one.until) for one in Charge.objects.filter(county_code=COUNTY).select_related("user")}
    assert kept == {("lu", DAY, day), ("hu", day, None)}


def test_kz_08_the_page_shows_the_map_and_its_gaps(town: Town, client: Client) -> None:
    services.give_charge(user=town.people["hu"], category="housing", since=SINCE, by=town.admin)
    services.give_charge(user=town.people["ping"], region=town.units["town-1"].region, since=SINCE, by=town.admin)
    client.login(username="lu", password=PASSWORD)
    page = client.get("/org/charges").content.decode()
    bare = page.split("还没有人负责的")[1].split("</details>")[0]
    assert "住建城管" not in bare
    assert "土地山林" in bare
    town_name = Region.objects.get(pk=town.units["town-1"].region_id).name
    assert town_name not in bare
    assert "定一个人" not in page, "others read, administrators change"
    assert client.post("/org/charges", {"user": "hu", "layer": "2", "category": "land", "since": "2026-03-02"}).status_code == 403


def test_a_village_shows_who_answers_for_it_on_three_layers(town: Town, client: Client) -> None:
    """KZ-08, CY-26, CY-27, ND-17: the head, the leader of the area and the officer of a village stand in its row, each in a column."""
    village, other = town.units["village-1"].region, "溪口村"
    for login, layer in (("hu", ChargeLayer.HEAD), ("ping", ChargeLayer.AREA), ("lu", ChargeLayer.HANDS)):
        services.give_charge(user=town.people[login], region=village, layer=layer, since=SINCE, by=town.admin)
    client.login(username="dispatch", password=PASSWORD)
    page = client.get("/org/charges").content.decode()
    row = page.split(f'scope="row" data-label="村、社区"><a href="/units/village-1">{village.name}</a>')[1].split("</tr>")[0]
    places = [row.index(f'data-label="{label}"') for label in ("一把手亲自抓", "班子成员分片抓", "相关干部具体抓")]
    held = [row.index(town.people[login].name) for login in ("hu", "ping", "lu")]
    assert all(place < name for place, name in zip(places, held, strict=True))
    assert all(name < place for name, place in zip(held, places[1:], strict=False))
    assert other in page
    assert not [name for name in ("胡正", "平心") if name in page.split(f">{other}")[1].split("</tr>")[0]]


def test_a_click_on_a_village_opens_its_page_with_the_three_layers(town: Town, client: Client) -> None:
    """CY-26, CY-27: each layer with its name; where the village has nobody of its own, whoever has the town; an empty one says so."""
    village, its_town = town.units["village-1"], town.units["town-1"]
    for login, layer, unit in (("ping", ChargeLayer.AREA, its_town), ("hu", ChargeLayer.AREA, village), ("lu", ChargeLayer.HEAD, its_town)):
        services.give_charge(user=town.people[login], region=unit.region, layer=layer, since=SINCE, by=town.admin)
    services.give_charge(user=town.people["admin"], category="housing", layer=ChargeLayer.HANDS, since=SINCE, by=town.admin)
    client.login(username="dispatch", password=PASSWORD)

    def layers(code: str) -> list[str]:
        card = client.get(f"/units/{code}").content.decode().partition("谁负责这个地方")[2].partition("包片和分管")[0]
        return [re.sub(r"<[^>]*>|\s+", "", told) for told in re.findall(r"<dd>(.*?)</dd>", card, re.DOTALL)]

    assert layers("village-1") == ["陆海坪上镇", "胡正大寨村", "还没有定"], "the subject of somebody is no area"
    assert layers("town-1") == ["陆海坪上镇", "平心坪上镇", "还没有定"]
    assert layers("town-2") == ["还没有定"] * 3
    assert layers("housing") == []
