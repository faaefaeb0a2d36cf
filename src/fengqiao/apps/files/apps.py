"""Django registration of the files app."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Floor 2: files of cases and occasions."""

    name = "fengqiao.apps.files"
    label = "files"
    verbose_name = "材料"
