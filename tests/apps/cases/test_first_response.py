"""第一时间、第一地点: when and where a person first spoke with those who came is on record, once."""

from __future__ import annotations

from html import unescape

import pytest

from tests.apps.cases.desk import address, seat
from tests.town import Town, go, proceeding_of, refused_and_nothing_changed, register_case, steps_of

MET = {"met_on": "2026-03-02", "hour": "10:30", "where": "三号楼下", "way": "there"}


def test_nd_25_time_and_place_of_the_first_contact_are_recorded_and_shown(town: Town) -> None:
    case = register_case(town)  # at nine
    go(case, "first_response", town.clerk, "2026-03-02 11:00", **MET)
    assert proceeding_of(case).vars["first_response"] == {
        "on": "2026-03-02", "hour": "10:30", "where": "三号楼下", "way": "there", "minutes": 90,
    }  # fmt: skip
    page = unescape(seat(town.clerk).get(address(case)).content.decode())
    assert "2026-03-02 10:30 · 三号楼下 · 到现场、上门 · 收到后 1 小时 30 分" in page


def test_nd_25_the_first_is_the_first(town: Town) -> None:
    case = register_case(town)
    go(case, "first_response", town.clerk, "2026-03-02 11:00", **MET)
    refused_and_nothing_changed(case, "first_response", town.clerk, "2026-03-03 11:00", "已经记过", **{**MET, "met_on": "2026-03-03"})
    assert "first_response" not in steps_of(case, town.clerk, "2026-03-03 11:00")


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"where": ""}, "请填写"), ({"hour": ""}, "请填写"), ({"hour": "早上"}, "写成9:30"), ({"hour": "25:00"}, "写成9:30"),
        ({"hour": "08:59"}, "登记以后"), ({"hour": "11:01"}, "现在以前"), ({"where": "派人盯防"}, "盯防"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(town: Town, over: dict[str, str], said: str) -> None:
    case = register_case(town)
    refused_and_nothing_changed(case, "first_response", town.clerk, "2026-03-02 11:00", said, **{**MET, **over})
