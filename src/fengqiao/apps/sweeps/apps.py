"""Django registration of the sweeps app."""

from __future__ import annotations

from django.apps import AppConfig


class SweepsConfig(AppConfig):
    """Floor 4: sweeps and grids."""

    name = "fengqiao.apps.sweeps"
    label = "sweeps"
    verbose_name = "排查"
