"""Django registration of the notices app."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Floor 5: notices and warnings."""

    name = "fengqiao.apps.notices"
    label = "notices"
    verbose_name = "通报预警"
