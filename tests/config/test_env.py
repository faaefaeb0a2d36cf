"""What an operator may set: read once, typed, and refused with the variable's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.config import env

KEY = "ab" * 32


def _read(tmp_path: Path, **variables: str) -> env.Environment:
    return env.read({"FENGQIAO_HOME": str(tmp_path), **variables})


def test_a_whole_address_is_taken_apart() -> None:
    found = env.database("postgresql://li%40:p%2Fw@db.example:6432/county?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("li@", "p/w", "db.example", "6432")
    assert found["NAME"] == "county"
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_is_a_host() -> None:
    found = env.database("postgresql://app@/fengqiao?host=/run/my%20place")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/run/my place", "", "fengqiao")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://h/n", "postgresql://"),
        ("postgresql://h", "names no database"),
        ("postgresql://h:port/n", "port"),
        ("postgresql://h:99999/n", "port"),
        ("nonsense", "postgresql://"),
    ],
)
def test_a_wrong_address_is_refused_in_words(url: str, word: str) -> None:
    with pytest.raises(ValueError, match=f"DATABASE_URL.*{word}"):
        env.database(url)


def test_the_owner_s_address_is_the_served_one_unless_given(tmp_path: Path) -> None:
    served = "postgresql://app@h/n"
    assert _read(tmp_path, DATABASE_URL=served).owner["USER"] == "app"
    given = _read(tmp_path, DATABASE_URL=served, DATABASE_OWNER_URL="postgresql://boss@h/n")
    assert (given.owner["USER"], given.database["USER"]) == ("boss", "app")


def test_keys_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)
    assert first.secret_key == second.secret_key
    assert first.vault_keys == second.vault_keys
    assert first.vault_key_id == "k1"


def test_the_first_vault_key_seals() -> None:
    keys = env.vault_keys(f"k2:{KEY}, k1:{'cd' * 32}")
    assert list(keys) == ["k2", "k1"]
    assert keys["k2"] == bytes.fromhex(KEY)


@pytest.mark.parametrize("text", ["", "abc", KEY[:-2], KEY + "00", f":{KEY}", "zz" * 32])
def test_a_wrong_vault_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="FENGQIAO_VAULT_KEY"):
        env.vault_keys(text)


def test_a_flag_is_yes_or_no(tmp_path: Path) -> None:
    assert _read(tmp_path, FENGQIAO_HTTPS="1").is_https
    assert not _read(tmp_path, FENGQIAO_HTTPS="0").is_https
    with pytest.raises(ValueError, match="FENGQIAO_DEBUG"):
        _read(tmp_path, FENGQIAO_DEBUG="perhaps")


def test_hosts_are_this_machine_unless_named(tmp_path: Path) -> None:
    assert "localhost" in _read(tmp_path).hosts
    assert _read(tmp_path, FENGQIAO_HOSTS="a.example, b.example").hosts == ("a.example", "b.example")
