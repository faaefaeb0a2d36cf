"""Django registration of the leads app."""

from __future__ import annotations

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Floor 6: hard cases."""

    name = "fengqiao.apps.leads"
    label = "leads"
    verbose_name = "包案协办"
