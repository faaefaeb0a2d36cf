"""Who may come in through the API."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from fengqiao.apps.accounts.models import Holding, User
from fengqiao.apps.api import services
from fengqiao.apps.api.models import ApiToken
from fengqiao.console.__main__ import main
from tests.apps.api.calling import Caller, caller, refused, token_of
from tests.apps.cases.desk import seat
from tests.town import Town, at, register_case


@pytest.mark.parametrize("token", ["", "fq_", "fq_wrong", "x" * 5000, "fq_é", "fq_'--"])
def test_without_a_valid_token_nothing_opens(town: Town, token: str) -> None:
    program = Caller(token)
    for path in ("cases", "cases/999901-2026-000001", "counts", "words"):
        refused(program.get(path), 401, "sign_in")
    refused(program.post("cases", {"content": "路灯不亮"}), 401, "sign_in")


def test_only_a_hash_of_a_token_is_kept(town: Town) -> None:
    token, text = token_of(town.handler)
    assert text.startswith("fq_")
    assert len(text) > 40
    assert text.encode() not in bytes(ApiToken.objects.get(id=token.id).digest)


def test_a_token_ends_when_revoked_over_or_when_the_post_is_no_longer_theirs(town: Town) -> None:
    token, text = token_of(town.handler)
    assert Caller(text).get("counts").status_code == 200
    ApiToken.objects.filter(id=token.id).update(expires_on=date(2026, 3, 2))
    with time_machine.travel(at("2026-03-02 23:59"), tick=False):
        assert Caller(text).get("counts").status_code == 200
    with time_machine.travel(at("2026-03-03 00:01"), tick=False):
        refused(Caller(text).get("counts"), 401, "sign_in")
    ApiToken.objects.filter(id=token.id).update(expires_on=None)
    services.revoke_token(token=token, at=at("2026-03-02 09:00"))
    refused(Caller(text).get("counts"), 401, "sign_in")

    _, other = token_of(town.handler_2)
    Holding.objects.filter(user=town.handler_2.user).update(until=date(2026, 1, 1))
    refused(Caller(other).get("counts"), 401, "sign_in")
    _, third = token_of(town.head)
    User.objects.filter(id=town.head.user).update(is_active=False)
    refused(Caller(third).get("counts"), 401, "sign_in")


def test_the_day_of_use_is_written_once_a_day(town: Town) -> None:
    token, text = token_of(town.handler)
    with time_machine.travel(at("2026-03-02 09:00"), tick=False):
        Caller(text).get("counts")
        ApiToken.objects.filter(id=token.id).update(name="touched")
        Caller(text).get("counts")
    found = ApiToken.objects.get(id=token.id)
    assert (found.last_used_on, found.name) == (date(2026, 3, 2), "touched")


def test_a_session_of_the_pages_reads_and_acts_with_the_csrf_mark(town: Town) -> None:
    register_case(town)
    browser = seat(town.clerk)
    assert len(browser.get("/api/v1/cases", {"tab": "inbox"}).json()["items"]) == 1
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(id=town.clerk.user), backend="django.contrib.auth.backends.ModelBackend")
    body = {"content": "路灯不亮"}
    refused(strict.post("/api/v1/cases", body, content_type="application/json"), 403, "csrf")
    strict.get("/desk/inbox/")
    mark = strict.cookies["csrftoken"].value
    made = strict.post("/api/v1/cases", body, content_type="application/json", headers={"X-CSRFToken": mark})
    assert made.status_code == 201


def test_a_program_whose_token_is_none_is_told_to_sign_in(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    for held in ({}, {"Authorization": "Bearer fq_gone"}):
        answer = strict.post("/api/v1/cases", {"content": "路灯不亮"}, content_type="application/json", headers=held)
        refused(answer, 401, "sign_in")


def test_who_must_change_the_password_first_has_no_way_around_it(town: Town) -> None:
    User.objects.filter(id=town.clerk.user).update(must_change_password=True)
    refused(seat(town.clerk).get("/api/v1/cases"), 401, "sign_in")


def test_tokens_are_made_listed_and_revoked_at_the_shell(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    login = User.objects.get(id=town.handler.user).login
    assert main(["token", "create", login, "--name", "档案系统", "--days", "30"]) == 0
    text = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("fq_"))
    assert Caller(text.strip()).get("counts").status_code == 200
    assert main(["token", "list", login]) == 0
    token = ApiToken.objects.get()
    assert "档案系统" in capsys.readouterr().out
    assert main(["token", "revoke", str(token.id)]) == 0
    refused(Caller(text.strip()).get("counts"), 401, "sign_in")


@pytest.mark.parametrize(
    "words", [["create", "nobody"], ["revoke", "nothing"], ["revoke", "00000000-0000-0000-0000-000000000000"], ["list", "nobody"],
              ["create", "handler", "--days", "0"], ["create", "handler", "--post", "皇帝"]],
)  # fmt: skip
def test_wrong_words_at_the_shell_are_answered_in_a_sentence(
    town: Town, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", *words]) == 2
    assert capsys.readouterr().err.strip()
    assert not ApiToken.objects.exists()


def test_a_token_of_the_next_county_opens_only_that_county(town: Town) -> None:
    register_case(town)
    assert caller(town.outsider).get("cases", tab="any").json()["items"] == []
