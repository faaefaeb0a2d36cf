"""Every address of the product: each app brings its own `urls`, the root one last."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from fengqiao.config import health

_rooms = sorted(settings.BORN, key=lambda room: room != "apps.api")  # an address is sought in order: programs ask most

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    *(path("", include(f"fengqiao.{room}.urls")) for room in _rooms if find_spec(f"fengqiao.{room}.urls")),
]

handler400 = "fengqiao.ui.views.bad_request"
handler403 = "fengqiao.ui.views.denied"
handler404 = "fengqiao.ui.views.not_found"
handler500 = "fengqiao.ui.views.server_error"
