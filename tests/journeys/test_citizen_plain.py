"""One petition from the phone to the application for review with scripts off: only pages, links and forms."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case
from tests.town import COUNTY, Town, build_town, fields_of, go, prepare, sign, this_minute

pytestmark = pytest.mark.django_db
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Plain:
    """A browser without scripts: it follows links it sees and sends forms it got, tokens included."""

    def __init__(self) -> None:
        self.client, self.page, self.address = Client(enforce_csrf_checks=True), "", ""

    def open(self, address: str) -> str:
        return self._read(self.client.get(address, follow=True), address)

    def follow(self, words: str) -> str:
        found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*{re.escape(words)}', self.page, re.S)
        assert found, f"no link {words} at {self.address}"
        return self.open(unescape(found[1]))

    def send(self, form: str, **typed: str) -> str:
        """Fill in the form whose address ends so, and send it."""
        forms = re.findall(r'<form[^>]* action="([^"?]*)[^"]*"[^>]*>(.*?)</form>', self.page, re.S)
        action, body = next(found for found in forms if found[0].endswith(form))
        answer = self.client.post(unescape(action), {**dict(INPUT.findall(body)), **typed}, follow=True)
        return self._read(answer, action)

    def _read(self, answer: HttpResponse, address: str) -> str:
        self.page, self.address = answer.content.decode(), address
        assert answer.status_code == 200, (address, answer.status_code)
        return self.page


@pytest.fixture
def town(settings: Settings) -> Town:
    settings.COUNTY = COUNTY
    return build_town()


def handle(town: Town, case: Case) -> None:
    """The offices do their part, all today."""
    go(case, "classify", town.clerk, this_minute())
    go(case, "open_dispatch", town.dispatcher, this_minute())
    go(case, "transfer", town.dispatcher, this_minute(), unit=town.unit("housing"))
    go(case, "receive", town.handler, this_minute())
    go(case, "accept", town.handler, this_minute())
    go(case, "set_path_6", town.handler, this_minute())
    go(case, "investigate", town.handler, this_minute())
    sign(case, prepare(case, "sign_opinion", town.handler, this_minute(), outcome="reject"), town.head, this_minute())
    go(case, "serve", town.handler, this_minute(), **fields_of(case, "serve"))


def test_from_telling_to_review_without_scripts(town: Town) -> None:
    phone = Plain()
    phone.open("/say/")
    phone.follow("我要说事")
    phone.send("/what", content="三号楼外墙往下掉砖。")
    phone.send("/where", place="桂园小区三号楼")
    phone.send("/wish", wish="修好外墙")
    phone.send("/reach", phone="10012345678", name="吴大升")
    assert "收到了" in phone.send("/check")
    case = Case.objects.get()
    handle(town, case)
    phone = Plain()  # another day, another phone
    assert "处理意见已送达" in phone.open(f"/t/{case.tracking_code}")
    phone.follow("信访事项处理意见书")
    assert "责令物业一个月内修复" in phone.send("/open", proof="5678")
    phone.open(f"/t/{case.tracking_code}")
    phone.follow("不同意，申请复查")
    assert "复查申请已提出" in phone.send("/request_review", request="只修一面墙不行，要四面都修。")
    assert "复查申请书" in phone.page
    phone.follow("复查申请书")
    assert "要四面都修" in phone.page
    case.refresh_from_db()
    assert case.unit == town.unit("county")
