"""The face as a Django app."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Templates, components, template tags and static files."""

    name = "fengqiao.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """An empty field is asked for in the words of the acts, not Django's 这个字段是必填项."""
        Field.default_error_messages["required"] = _("请填写。")
