"""Django registration of the occasions app."""

from __future__ import annotations

from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    """Floor 4: what is planned and held."""

    name = "fengqiao.apps.occasions"
    label = "occasions"
    verbose_name = "接访、下访和会议"
