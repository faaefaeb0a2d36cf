"""Lists that people keep."""

from __future__ import annotations

import pytest

from fengqiao.apps.insight import services
from fengqiao.apps.insight.models import SavedView
from fengqiao.domain.errors import Incomplete, NotNow
from tests.apps.cases.desk import seat
from tests.town import Town


def test_a_kept_list_opens_with_the_desk(town: Town) -> None:
    client = seat(town.handler)
    client.post(
        "/desk/views/save",
        {"name": " 我的  房屋件 ", "list": "/desk/working/?category=housing&state=S99", "default": "on"},
    )
    kept = SavedView.objects.get()
    assert (kept.name, kept.tab, kept.query, kept.is_default) == ("我的 房屋件", "working", "category=housing", True)
    assert client.get("/")["Location"] == "/desk/working/?category=housing"
    assert "我的 房屋件" in client.get("/desk/inbox/").content.decode()
    assert "我的 房屋件" not in seat(town.handler_2).get("/desk/inbox/").content.decode()


def test_one_default_at_a_time_and_the_same_name_replaces(town: Town) -> None:
    for name in ("甲", "乙", "甲"):
        services.save_view(by=town.handler, name=name, tab="done", query="", is_default=True)
    assert list(SavedView.objects.values_list("name", "is_default")) == [("乙", False), ("甲", True)]


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(town: Town) -> None:
    view = services.save_view(by=town.handler, name="甲", tab="done", query="")
    address = f"/desk/views/{view.id}"
    assert seat(town.handler_2).post(address, {"act": "delete"}).status_code == 404
    client = seat(town.handler)
    client.post(address, {"act": "rename", "name": "乙"})
    client.post(address, {"act": "default"})
    assert list(SavedView.objects.values_list("name", "is_default")) == [("乙", True)]
    client.post(address, {"act": "plain"})
    assert not SavedView.objects.get().is_default
    client.post(address, {"act": "delete"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_name_is_needed_and_short(town: Town, name: str) -> None:
    with pytest.raises(Incomplete):
        services.save_view(by=town.handler, name=name, tab="done", query="")


def test_a_name_that_is_taken_is_refused(town: Town) -> None:
    services.save_view(by=town.handler, name="甲", tab="done", query="")
    view = services.save_view(by=town.handler, name="乙", tab="done", query="")
    with pytest.raises(Incomplete, match="已经有"):
        services.change_view(view=view, by=town.handler, name="甲")


def test_there_is_a_limit_to_what_one_keeps(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_VIEWS", 2)
    for name in ("甲", "乙", "乙"):
        services.save_view(by=town.handler, name=name, tab="done", query="")
    with pytest.raises(NotNow):
        services.save_view(by=town.handler, name="丙", tab="done", query="")


@pytest.mark.parametrize(
    "address", ["", "/", "https://elsewhere.example/desk/working/", "/desk/nowhere/", "/desk/views", "//"]
)
def test_only_lists_can_be_kept(town: Town, address: str) -> None:
    response = seat(town.handler).post("/desk/views/save", {"name": "甲", "list": address})
    assert (response.status_code == 404) is (address != "https://elsewhere.example/desk/working/")
    assert not SavedView.objects.exclude(tab="working").exists()
