"""Django's entry for intake."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registration at the window and imports of letters."""

    name = "fengqiao.apps.intake"
    label = "intake"
