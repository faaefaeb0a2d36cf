"""我要说事 without scripts, account or identity number."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.services.parties import opened
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.apps.organisations.services import create_grid, load_regions
from fengqiao.apps.portal.models import Telling
from tests.town import COUNTY, Town

STORY = "三号楼外墙往下掉砖，楼下是学生上学的路。😀"


def tell(client: Client, **answers: str) -> str:
    """Go through all questions; gives the address that sending leads to."""
    given = {"content": STORY, "place": "三号楼", "wish": "修好外墙", "phone": "10012345678", **answers}
    for step, names in (("what", ["content"]), ("where", ["region", "place"]), ("wish", ["wish"]),
                        ("reach", ["phone", "name", "confidential"])):  # fmt: skip
        data = {name: given[name] for name in names if name in given}
        assert client.post(f"/c/say/{step}", data).status_code == 302, step
    return client.post("/c/say/check").headers["Location"]


def test_telling_registers_at_the_petition_office(town: Town, client: Client) -> None:
    receipt = tell(client, region="999901101201", name="吴大升", confidential="on")
    case = Case.objects.get(county=COUNTY)
    assert receipt == f"/t/{case.tracking_code}/receipt"
    assert (case.channel, case.unit, case.state) == ("online", town.unit("petition-office"), "S10")
    assert (case.content, case.wish, case.place) == (STORY, "修好外墙", "三号楼")
    assert (case.region_code, case.is_confidential, case.person_name) == ("999901101201", True, "路分明")
    assert [demand.text for demand in case.demands.all()] == ["修好外墙"]
    assert opened(case.parties.get()).phone == "10012345678"
    assert Entry.objects.get(case=case).actor_id == "petitioner"


def test_receipt_says_code_picture_date_and_person(town: Town, client: Client) -> None:
    page = client.get(tell(client)).content.decode()
    case = Case.objects.get()
    assert f"{case.tracking_code[:4]} {case.tracking_code[4:8]} {case.tracking_code[8:]}" in page
    assert f"/t/{case.tracking_code}/qr.png" in page
    assert "路分明" in page
    assert "000-0000100" in page
    assert f"{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日" in page
    assert "取件密码" not in page
    picture = client.get(f"/t/{case.tracking_code}/qr.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_receipt_is_for_the_browser_that_sent(town: Town, client: Client) -> None:
    receipt = tell(client)
    other = Client().get(receipt)
    assert other.status_code == 302
    assert other.headers["Location"] == receipt.removesuffix("/receipt")


def test_only_what_happened_is_needed(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": "路灯坏了"})
    client.post("/c/say/where", {"skip": "1"})
    client.post("/c/say/wish", {"skip": "1"})
    client.post("/c/say/reach", {})
    page = client.get(client.post("/c/say/check").headers["Location"]).content.decode()
    case = Case.objects.get()
    assert case.is_anonymous
    assert case.parties.count() == 0
    assert "取件密码" in page


def test_nothing_kept_after_sending_but_the_case(town: Town, client: Client) -> None:
    tell(client)
    written = Telling.objects.get()
    assert not written.sealed
    assert written.case_id == Case.objects.get().id


def test_sent_twice_makes_one_case(town: Town, client: Client) -> None:
    first = tell(client)
    assert client.post("/c/say/check").headers["Location"] == first
    assert client.get("/c/say/check").headers["Location"] == first
    assert client.get("/c/say/reach").headers["Location"] == first
    assert Case.objects.count() == 1


def test_after_sending_one_may_say_something_else(town: Town, client: Client) -> None:
    tell(client)
    assert STORY not in client.get("/c/say/").content.decode()
    tell(client, content="另一件事")
    assert sorted(Case.objects.values_list("title", flat=True)) == sorted([STORY, "另一件事"])


def test_going_back_loses_nothing(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": STORY})
    back = client.post("/c/say/where", {"place": "三号楼后", "back": "1"})
    assert back.headers["Location"] == "/c/say/what"
    assert STORY in client.get("/c/say/what").content.decode()
    assert "三号楼后" in client.get("/c/say/where").content.decode()


def test_change_from_the_last_page_returns_there(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": STORY})
    assert "/c/say/wish?check" in client.get("/c/say/check").content.decode()
    assert client.post("/c/say/wish?check", {"wish": "修"}).headers["Location"] == "/c/say/check"


def test_scanned_place_is_kept_when_the_question_is_skipped(town: Town, client: Client) -> None:
    client.get("/c/say/?place=999901101201")
    assert "石榴坳村" in client.get("/c/say/").content.decode()
    client.post("/c/say/what", {"content": STORY})
    assert '<option value="999901101201" selected>' in client.get("/c/say/where").content.decode()
    client.post("/c/say/where", {"skip": "1"})
    client.post("/c/say/reach", {})
    client.post("/c/say/check")
    assert Case.objects.get().region_code == "999901101201"


@pytest.mark.parametrize("place", ["999902000000", "12", "九九九九", "9" * 500])
def test_scanned_place_of_elsewhere_is_ignored(town: Town, client: Client, place: str) -> None:
    assert client.get("/c/say/", {"place": place}, follow=True).status_code == 200
    client.post("/c/say/what", {"content": STORY})
    client.post("/c/say/check")
    assert Case.objects.get().region_code == ""


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("what", {"content": " \n "}, "请填写"),
        ("what", {"content": "长" * 30_000}, "最多20000字，现在有30000字"),
        ("where", {"region": "999902000000"}, "没有这个村子"),
        ("where", {"place": "长" * 201}, "最多200字"),
        ("reach", {"phone": "1381234567"}, "少了一位"),
        ("reach", {"phone": "1３8123456789"}, "多了一位"),
        ("reach", {"phone": "打我手机"}, "不像电话号码"),
        ("reach", {"name": "长" * 51}, "最多50字"),
    ],
)
def test_wrong_answers_are_told_and_kept(
    town: Town, client: Client, step: str, data: dict[str, str], said: str
) -> None:
    client.post("/c/say/what", {"content": STORY})
    answer = client.post(f"/c/say/{step}", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert all(value.strip() in page for name, value in data.items() if name != "region")


def test_too_long_a_story_is_kept_while_going_back(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": STORY})
    client.post("/c/say/what", {"content": "长" * 30_000, "back": "1"})
    refused = client.post("/c/say/check")
    assert refused.status_code == 422
    assert "太长了：30000字" in refused.content.decode()
    assert Case.objects.count() == 0
    assert "长" * 30_000 in client.get("/c/say/what").content.decode()


def test_pages_ask_for_what_comes_first(town: Town, client: Client) -> None:
    assert client.get("/c/say/reach").headers["Location"] == "/c/say/"
    assert client.get("/c/say/nonsense").status_code == 404


def test_what_was_written_is_gone_for_others_and_after_clearing(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": STORY})
    assert STORY not in Client().get("/c/say/").content.decode()
    client.post("/c/say/clear")
    assert STORY not in client.get("/c/say/").content.decode()
    assert not Telling.objects.exists()


def test_no_words_lie_open_in_the_database(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": STORY})
    assert STORY.encode() not in bytes(Telling.objects.get().sealed)


def test_every_page_tells_what_the_data_is_for(town: Town, client: Client) -> None:
    client.post("/c/say/what", {"content": STORY})
    for step in ("reach", "check"):
        page = client.get(f"/c/say/{step}").content.decode()
        assert "您的信息怎么用" in page
        assert "澜溪县信访局" in page
        assert "第十七条" in page


def test_without_a_petition_office_it_says_so(db: None, client: Client, settings: Settings) -> None:
    settings.COUNTY = 999903
    answer = client.get("/c/say/")
    assert answer.status_code == 503
    assert "还没有设置" in answer.content.decode()


def test_kz_06_a_written_place_is_recognised_without_one_more_tap(town: Town, client: Client) -> None:
    """KZ-06, ND-29: grid, village and town of what was written, shown on the last page; the same five pages as before."""
    create_grid(by=town.admin, village=town.unit("village"), name="第一网格", households=3)
    for step, data in (("what", {"content": STORY}), ("where", {"place": "坪上镇石榴坳村第一网格12号"}), ("wish", {}), ("reach", {})):
        assert client.post(f"/c/say/{step}", data).status_code == 302
    assert "认出是：坪上镇石榴坳村 · 第一网格" in client.get("/c/say/check").content.decode()
    assert client.post("/c/say/check").status_code == 302
    case = Case.objects.get()
    assert (case.region_code, case.place) == ("999901101201", "坪上镇石榴坳村第一网格12号")
    assert case.grid is not None
    assert case.grid.name == "第一网格"


def test_nd_29_a_place_that_several_bear_is_left_open_and_what_was_chosen_stays(town: Town, client: Client) -> None:
    """ND-29: nothing is filled in where the text may mean several; a village that was chosen is never changed by the text."""
    load_regions([RegionRow("999901102000", "白岩镇"), RegionRow("999901102201", "石榴坳村")])
    client.post("/c/say/what", {"content": STORY})
    client.post("/c/say/where", {"place": "石榴坳村"})
    assert "叫这个名字的有 2 个地方" in client.get("/c/say/check").content.decode()
    client.post("/c/say/check")
    assert list(Case.objects.values_list("region_code", "place")) == [("", "石榴坳村")]
    other = Client()
    other.post("/c/say/what", {"content": STORY + "二"})
    other.post("/c/say/where", {"region": "999901102201", "place": "坪上镇石榴坳村"})
    other.post("/c/say/check")
    assert Case.objects.latest("number").region_code == "999901102201"
