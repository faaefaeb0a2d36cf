"""Django registration of the figures app."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Floor 6: figures from records."""

    name = "fengqiao.apps.figures"
    label = "figures"
    verbose_name = "办理情况"
