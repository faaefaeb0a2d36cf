"""Django registration of the portal app."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Floor 6: the petitioner's own pages."""

    name = "fengqiao.apps.portal"
    label = "portal"
    verbose_name = "群众"
