"""Django registration of the followups app."""

from __future__ import annotations

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    """Floor 4: follow-up and evaluation."""

    name = "fengqiao.apps.followups"
    label = "followups"
    verbose_name = "回访与评价"
