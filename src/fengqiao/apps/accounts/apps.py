"""Django registration of the accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Floor 1: people who sign in, posts, holdings."""

    name = "fengqiao.apps.accounts"
    label = "accounts"
    verbose_name = "人员"
