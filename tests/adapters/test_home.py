"""The data home: where it is, and what only its owner may read."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.adapters import home


def test_the_chosen_folder_comes_first(tmp_path: Path) -> None:
    assert home.data_home({"FENGQIAO_HOME": str(tmp_path)}) == tmp_path


def test_a_checkout_keeps_its_data_in_var() -> None:
    assert home.data_home({}) == Path(__file__).resolve().parents[2] / "var"


def test_an_installed_package_keeps_its_data_with_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "_CHECKOUT", tmp_path)
    assert home.data_home({}) == Path("~/.local/share/fengqiao").expanduser().resolve()


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret.key"
    first = home.private_file(path)
    assert len(bytes.fromhex(first)) == 32
    assert home.private_file(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_a_home_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(home.HomeUnusable, match="FENGQIAO_HOME"):
        home.open_home(tmp_path / "home")
