"""Django registration of the api app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Floor 6: JSON for other systems; holds no rules of its own."""

    name = "fengqiao.apps.api"
    label = "api"
    verbose_name = "接口"
