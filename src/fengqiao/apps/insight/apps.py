"""Django registration of the insight app."""

from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Floor 5: lists, counts and look-up; reads everything, keeps only people's saved views."""

    name = "fengqiao.apps.insight"
    label = "insight"
    verbose_name = "台账"
