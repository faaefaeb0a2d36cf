"""Django's entry for mediation."""

from __future__ import annotations

from django.apps import AppConfig


class MediationConfig(AppConfig):
    """Pages of those who mediate, and of those who come by a link."""

    name = "fengqiao.apps.mediation"
    label = "mediation"
