"""Django registration of the methods app."""

from __future__ import annotations

from django.apps import AppConfig


class MethodsConfig(AppConfig):
    """Floor 5: working methods, beside the reading of cases."""

    name = "fengqiao.apps.methods"
    label = "methods"
    verbose_name = "工作法"
