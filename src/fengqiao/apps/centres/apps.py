"""Django registration of the centres app."""

from __future__ import annotations

from django.apps import AppConfig


class CentresConfig(AppConfig):
    """Floor 6: one-stop places."""

    name = "fengqiao.apps.centres"
    label = "centres"
    verbose_name = "一站式场所"
