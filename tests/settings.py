"""The product's settings for tests: an own data home, the owner's role, quick passwords, no lockout."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from fengqiao.adapters import postgres
from fengqiao.adapters.home import only_one
from fengqiao.console.build import compile_words

ROOT = Path(__file__).resolve().parents[1]


def _own_slot(home: Path) -> int:
    """The first number no other test run holds; held until this process ends."""
    for number in range(100):
        lock = os.open(home / f"slot-{number}.lock", os.O_WRONLY | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        return number
    raise RuntimeError("a hundred test runs are under way already")


if "FENGQIAO_TEST_SLOT" not in os.environ:
    home = Path(os.environ.get("FENGQIAO_TEST_HOME") or ROOT / "var" / "test-home")
    os.environ["FENGQIAO_HOME"] = str(home)
    os.environ["FENGQIAO_LANGUAGES"] = "bo"
    for folder in (home / "front" / "dist", home / "static"):
        folder.mkdir(parents=True, exist_ok=True)
    with only_one(home / ".build.lock"):
        compile_words(home)
    os.environ["FENGQIAO_TEST_SLOT"] = str(_own_slot(home))
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = postgres.start(home)

from fengqiao.config.settings import *  # noqa: E402, F403
from fengqiao.config.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": f"test_fengqiao_{os.environ['FENGQIAO_TEST_SLOT']}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
