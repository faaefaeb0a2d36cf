"""PB-40: recordings in minority languages are heard on the public pages, each with its language and its text; withdrawn, never deleted."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fengqiao.apps.files import publishing
from fengqiao.apps.files import services as files
from fengqiao.apps.files.models import File, Recording
from fengqiao.domain.errors import Denied
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now
from tests.apps.cases.desk import seat
from tests.apps.files import samples
from tests.apps.files.cast import contents, upload
from tests.apps.files.test_reading import body
from tests.town import COUNTY, Town, register_case

WORDS = "两家争一棵树，\n坐下来好好说。"
LINK = "/c/voices/"


def publish(by: Actor, *, sound: bytes | None = samples.MP3, title: str = "劝和歌", language: str = "hmn", words: str = WORDS) -> Any:
    """Send the form as an administrator does."""
    sent = {} if sound is None else {"upload": upload(sound, "歌.mp3")}
    return seat(by).post("/voices/", {"title": title, "language": language, "transcript": words, **sent})


def published(town: Town, **parts: Any) -> Recording:
    given = {"title": "劝和歌", "language": "hmn", "transcript": WORDS, **parts}
    sound = given.pop("sound", samples.MP3)
    return publishing.publish(upload(sound, "歌.mp3"), county=COUNTY, by=town.admin, at=now(), **given)


def test_pb_40_a_recording_with_its_language_plays_on_the_portal_and_its_text_stands_below(town: Town) -> None:
    visitor = Client()
    visitor.cookies["django_language"] = "zh-hans"
    assert LINK not in visitor.get("/say/").content.decode()
    assert publish(town.admin, sound=samples.wav()).status_code == 302
    assert LINK in visitor.get("/say/").content.decode()
    page = visitor.get(LINK).content.decode()
    player = re.search(r'<audio class="portal-voice" controls preload="none" src="([^"]+)"', page)
    assert player
    assert "苗语" in page[: player.start()]
    assert "坐下来好好说。" in page[player.end() :]
    heard = visitor.get(player[1])
    assert (heard.status_code, heard["Content-Type"], body(heard)) == (200, "audio/wav", samples.wav())
    part = visitor.get(player[1], headers={"Range": "bytes=0-3"})
    assert (part.status_code, body(part)) == (206, b"RIFF")  # a phone's player asks for parts


def test_pb_40_the_text_is_required(town: Town) -> None:
    for words in ("", "  \n "):
        refused = publish(town.admin, words=words)
        assert refused.status_code == 422
        assert "劝和歌" in refused.content.decode()  # what was typed is kept
        assert "请把录音再选一次。" in refused.content.decode()  # no browser keeps a chosen file
    with pytest.raises(Exception, match="还有几处要改"):
        published(town, transcript=" \n")
    assert not Recording.objects.exists()


@pytest.mark.parametrize("sound", [samples.EXE, samples.HTML, samples.PNG, samples.PDF, samples.AMR, b"", None])
def test_pb_40_only_sound_that_browsers_play_comes_in(town: Town, store: Path, sound: bytes | None) -> None:
    assert publish(town.admin, sound=sound).status_code == 422
    assert not Recording.objects.exists()
    assert contents(store) == []


def test_pb_40_a_language_that_is_not_in_the_list_is_refused(town: Town) -> None:
    assert publish(town.admin, language="xx").status_code == 422
    assert not Recording.objects.exists()


def test_pb_40_administrators_alone_publish_and_withdraw(town: Town) -> None:
    one = published(town)
    for name, actor in town.everybody.items():
        if name != "admin":
            assert publish(actor, sound=samples.OGG).status_code == 403, name
            assert seat(actor).post(f"/voices/{one.id}/withdraw", {"reason": "x"}).status_code == 403, name
    with pytest.raises(Denied):
        publishing.withdraw(one, reason="x", by=town.leader, at=now())
    assert Client().get("/voices/").status_code == 302
    assert Recording.objects.get().withdrawn_at is None


def test_pb_40_withdrawn_with_a_reason_it_is_heard_no_more_and_stays(town: Town, store: Path) -> None:
    one = published(town)
    admin, where = seat(town.admin), f"/voices/{one.id}/withdraw"
    assert admin.post(where, {"reason": "  "}).status_code == 422
    assert admin.post(where, {"reason": "歌词听错了一句"}).status_code == 302
    assert Client().get(f"{LINK}{one.id}/sound").status_code == 404
    assert one.title not in Client().get(LINK).content.decode()
    assert LINK not in Client().get("/say/").content.decode()
    kept = admin.get("/voices/").content.decode()
    assert "歌词听错了一句" in kept
    assert len(contents(store)) == 1
    assert admin.post(where, {"reason": "再来一次"}).status_code == 422
    one.refresh_from_db()
    assert (one.withdrawn_because, one.withdrawn_name) == ("歌词听错了一句", town.admin.name)
    assert publish(town.admin).status_code == 302  # put right, it may be published anew


def test_the_same_recording_is_published_once(town: Town) -> None:
    assert publish(town.admin).status_code == 302
    again = publish(town.admin, title="又一遍")
    assert again.status_code == 422
    assert "已经发布过" in again.content.decode()
    assert Recording.objects.count() == 1


def test_a_published_content_stays_when_a_loose_file_of_the_same_goes(town: Town, store: Path) -> None:
    case = register_case(town)
    early = now() - timedelta(days=2)
    files.receive(upload(samples.MP3, "歌.mp3"), county=COUNTY, owner_id=case.id, by=town.clerk, at=early)
    one = published(town)
    files.receive(upload(samples.OGG, "别的.ogg"), county=COUNTY, owner_id=case.id, by=town.clerk, at=now())
    assert not File.objects.filter(sha256=one.sha256).exists()
    assert body(Client().get(f"{LINK}{one.id}/sound")) == samples.MP3


def test_another_county_neither_hears_nor_withdraws_it(town: Town) -> None:
    one = published(town)
    Recording.objects.filter(id=one.id).update(county=COUNTY + 1)
    assert Client().get(f"{LINK}{one.id}/sound").status_code == 404
    assert seat(town.admin).get(f"/voices/{one.id}/withdraw").status_code == 404


def test_many_recordings_come_in_pages_at_a_fixed_cost(town: Town, django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        published(town, sound=samples.MP3 + bytes([n]), title=f"第{n}首")
    with django_assert_max_num_queries(6):
        first = Client().get(LINK).content.decode()
    assert first.count("<audio") == 10
    after = re.search(r'href="(\?after=[^"]+)"', first)
    assert after
    assert Client().get(LINK + after[1]).content.decode().count("<audio") == 2
    assert Client().get(f"{LINK}?after=nonsense").status_code == 200
