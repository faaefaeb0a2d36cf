"""The face as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components, template tags and static files."""

    name = "fengqiao.ui"
    label = "ui"
    verbose_name = "界面"
