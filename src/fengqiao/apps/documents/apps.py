"""Django registration of the documents app."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Floor 2: papers of cases."""

    name = "fengqiao.apps.documents"
    label = "documents"
    verbose_name = "文书"
