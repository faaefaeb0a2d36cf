"""Every address asked in a way it does not take answers with a sentence, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

NOT_FOR_OPENING = ("/ui/language", "/ui/care", "/logout", "/login/demo", "/t/forget")


@pytest.mark.django_db
@pytest.mark.parametrize("address", NOT_FOR_OPENING)
def test_an_address_for_buttons_says_so_when_it_is_opened(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 405
    assert "这个地址不能这样打开" in answer.content.decode()
    assert answer["Allow"] == "POST"


@pytest.mark.django_db
def test_a_page_that_takes_nothing_says_so(client: Client) -> None:
    client.cookies["django_language"] = "en"
    answer = client.post("/ui/offline")
    assert answer.status_code == 405
    assert "This address cannot be opened this way" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("length", [25 * 1024 * 1024, 10**30])
@pytest.mark.parametrize("address", ["/login", "/c/say/", "/register/import/", "/api/v1/cases"])
def test_what_is_too_large_is_refused_before_it_is_read(client: Client, address: str, length: int) -> None:
    answer = client.generic("POST", address, b"x", "multipart/form-data; boundary=b", CONTENT_LENGTH=str(length))
    assert answer.status_code == 413
    assert "最多 24 MB" in answer.content.decode()
