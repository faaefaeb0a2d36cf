"""The settings while static files are gathered: their names carry hashes, and no database is needed."""

from fengqiao.config.settings import *  # noqa: F403
from fengqiao.config.settings import BUILT_FILES

STORAGES = {"staticfiles": {"BACKEND": BUILT_FILES}}
DATABASES = {}
