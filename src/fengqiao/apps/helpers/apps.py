"""Django registration of the helpers app."""

from __future__ import annotations

from django.apps import AppConfig


class HelpersConfig(AppConfig):
    """Floor 1: the directory of those who help."""

    name = "fengqiao.apps.helpers"
    label = "helpers"
    verbose_name = "调解力量名册"
