"""What an operator may set from outside, read once and typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fengqiao.adapters.home import data_home, private_file

_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Environment:
    """One installation's settings; the names of the variables are in `read`."""

    home: Path
    database: dict[str, Any]
    owner: dict[str, Any]
    secret_key: str
    vault_keys: dict[str, bytes]
    vault_key_id: str
    hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    county: int
    county_name: str
    county_phone: str
    file_megabytes: int
    files_at_once: int
    clamd: str
    languages: tuple[str, ...]
    is_https: bool
    is_demo: bool
    is_debug: bool


def read(environ: Mapping[str, str]) -> Environment:
    """Read and check every variable; raises ValueError naming the one that is wrong."""
    home = data_home(environ)
    app_url = environ.get("DATABASE_URL", "").strip()
    keys = vault_keys(environ.get("FENGQIAO_VAULT_KEY", "").strip() or private_file(home / "vault.key"))
    return Environment(
        home=home,
        database=database(app_url),
        owner=database(environ.get("DATABASE_OWNER_URL", "").strip() or app_url),
        secret_key=environ.get("FENGQIAO_SECRET_KEY", "").strip() or private_file(home / "secret.key"),
        vault_keys=keys,
        vault_key_id=next(iter(keys)),
        hosts=_words(environ, "FENGQIAO_HOSTS") or _LOOPBACK,
        trusted_origins=_words(environ, "FENGQIAO_ORIGINS"),
        county=county_code(environ.get("FENGQIAO_COUNTY", "")),
        county_name=environ.get("FENGQIAO_COUNTY_NAME", "").strip(),
        county_phone=environ.get("FENGQIAO_COUNTY_PHONE", "").strip(),
        file_megabytes=whole(environ, "FENGQIAO_FILE_MB", 20, most=500),
        files_at_once=whole(environ, "FENGQIAO_FILES_AT_ONCE", 9, most=30),
        clamd=environ.get("FENGQIAO_CLAMD", "").strip(),
        languages=_words(environ, "FENGQIAO_LANGUAGES"),
        is_demo=flag(environ, "FENGQIAO_DEMO"),
        is_https=flag(environ, "FENGQIAO_HTTPS"),
        is_debug=flag(environ, "FENGQIAO_DEBUG"),
    )


def county_code(text: str) -> int:
    """The six digits of a county, 0 when none are given; raises ValueError for anything else."""
    code = text.strip()
    if code and not (code.isascii() and code.isdigit() and len(code) == 6):
        raise ValueError(f"FENGQIAO_COUNTY must be the six digits of a county, not {code!r}")
    return int(code or 0)


def further_languages(wanted: Iterable[str], built: Path) -> dict[str, dict[str, str]]:
    """Code → name and who checked the words, of the languages wanted beside Chinese and English; nothing before the first build.
    Raises ValueError for one that has no words."""
    known: dict[str, dict[str, str]] = json.loads(built.read_text(encoding="utf-8")) if built.is_file() else {}
    if known and (unknown := [code for code in wanted if code not in known]):
        raise ValueError(f"FENGQIAO_LANGUAGES names {unknown[0]!r}, of which there are no words; there are: {', '.join(known)}")
    return {code: known[code] for code in wanted if code in known}


def flag(environ: Mapping[str, str], name: str) -> bool:
    """A yes-or-no variable; raises ValueError for anything else."""
    value = environ.get(name, "").strip().lower()
    if value not in _YES | _NO:
        raise ValueError(f"{name} must be 1 or 0, not {value!r}")
    return value in _YES


def whole(environ: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    """A whole number from 1; raises ValueError for anything else."""
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise ValueError(f"{name} must be a whole number from 1 to {most}, not {text!r}")
    return int(text)


def vault_keys(text: str) -> dict[str, bytes]:
    """Key id to 32 bytes, the sealing key first, from "HEX" (its id is k1) or "k2:HEX,k1:HEX". Raises ValueError."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, colon, digits = part.strip().rpartition(":")
        try:
            key = bytes.fromhex(digits)
        except ValueError:
            key = b""
        if len(key) != 32 or (colon and not name):
            raise ValueError("FENGQIAO_VAULT_KEY must be 64 hexadecimal digits, or ID:DIGITS separated by commas")
        keys[name or "k1"] = key
    return keys


def database(url: str) -> dict[str, Any]:
    """Django's dictionary for a PostgreSQL URL, empty for none; raises ValueError saying what is wrong with it."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme or 'nothing'}://")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    try:
        port = str(parts.port or options.pop("port", ""))
    except ValueError as error:
        raise ValueError("DATABASE_URL has a port that is not a number up to 65535") from error
    name = unquote(parts.path.lstrip("/")) or options.pop("dbname", "")
    if not name:
        raise ValueError("DATABASE_URL names no database: postgresql://user:password@host/NAME")
    return {
        "ENGINE": "fengqiao.kernel.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": port,
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in environ.get(name, "").split(",") if word.strip())
