"""The door for the HTTP server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
if not os.environ.get("DATABASE_URL"):
    raise RuntimeError("DATABASE_URL is not set: start with `fengqiao serve`, which starts the embedded database")
application = get_wsgi_application()
