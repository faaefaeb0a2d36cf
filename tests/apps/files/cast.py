"""Handing files in as people do: at the desk, from the phone, by a link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fengqiao.apps.cases.models import Case, Entry


def upload(data: bytes, name: str = "院墙.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it, with a type that is a lie."""
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def hand_in(client: Client, url: str, *files: bytes, **data: Any) -> Any:
    """Open the form at an address, choose files, send it with what is typed, as a browser without scripts does."""
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'name="(once|expecting)" value="([^"]*)"', page))
    chosen = {"files": [upload(one, f"{n}号 院墙.jpg") for n, one in enumerate(files, start=1)]} if files else {}
    return client.post(url, {**hidden, **chosen, **data})


def ticket_in(client: Client, url: str) -> str:
    """The ticket in the form at an address."""
    found = re.search(r'data-ticket="([^"]+)"', client.get(url).content.decode())
    assert found
    return found[1]


def send(client: Client, ticket: str, data: bytes, name: str = "院墙.jpg") -> Any:
    """One file as the script sends it."""
    return client.post("/files/send", {"ticket": ticket, "file": upload(data, name)})


def told(case: Case, act: str) -> list[dict[str, Any]]:
    """What the ledger says of the files of the last act of a kind."""
    return list(Entry.objects.filter(case=case, act=act).latest("seq").body.get("files", []))


def contents(store: Path) -> list[Path]:
    """Every content that is kept."""
    return sorted(path for path in store.rglob("*") if path.is_file())
