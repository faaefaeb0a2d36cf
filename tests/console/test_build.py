"""Building: the words of every area become one catalogue, and only when they changed."""

from __future__ import annotations

import gettext
import subprocess
from pathlib import Path

import pytest

from fengqiao.console import build, wordbooks


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped" / "en"
    folder.mkdir(parents=True)
    (folder / "a.po").write_text('msgid "登记"\nmsgstr "Register"\n', encoding="utf-8")
    (folder / "b.po").write_text(
        'msgid "登记"\nmsgstr "Other"\n\nmsgctxt "act"\nmsgid "登记"\nmsgstr "register"\n', encoding="utf-8"
    )
    monkeypatch.setattr(wordbooks, "SHIPPED", folder.parent)
    return folder


def test_areas_become_one_catalogue(words: Path, tmp_path: Path) -> None:
    assert build.compile_words(tmp_path)
    with open(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.mo", "rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("登记") == "Register"
    assert catalogue.pgettext("act", "登记") == "register"


def test_unchanged_words_are_not_compiled_again(words: Path, tmp_path: Path) -> None:
    build.compile_words(tmp_path)
    assert not build.compile_words(tmp_path)
    (words / "a.po").write_text('msgid "登记"\nmsgstr "Enter"\n', encoding="utf-8")
    assert build.compile_words(tmp_path)


def test_a_tool_that_fails_is_one_sentence_and_a_log(tmp_path: Path) -> None:
    with pytest.raises(build.BuildFailed, match="no such thing"):
        build._call(["sh", "-c", "echo error: no such thing >&2; exit 1"], tmp_path, {})
    assert "no such thing" in (tmp_path / "build.log").read_text()


def test_an_old_node_does_not_count(tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v12.22.12\n")
    old.chmod(0o755)
    assert build._node_version(str(old)) == 12
    assert build._node_version(str(tmp_path / "absent")) == 0


def test_the_front_end_s_lock_names_no_host() -> None:
    assert '"resolved"' not in (build.FRONT / "package-lock.json").read_text()


def test_everything_the_build_reads_is_packaged() -> None:
    names = {"package.json", "package-lock.json", ".npmrc", "build.mjs", "node.txt"}
    assert names <= {path.name for path in build.FRONT.iterdir()}
    tracked = subprocess.run(
        ["git", "check-ignore", *map(str, build.FRONT.iterdir())], capture_output=True, text=True, cwd=build.FRONT
    )
    assert tracked.stdout == ""
