"""Django registration of the campaigns app."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Floor 5: campaigns on matters."""

    name = "fengqiao.apps.campaigns"
    label = "campaigns"
    verbose_name = "专项攻坚"
