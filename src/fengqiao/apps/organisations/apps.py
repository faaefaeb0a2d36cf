"""Django registration of the organisations app."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Floor 0: regions, units, duties, local holidays."""

    name = "fengqiao.apps.organisations"
    label = "organisations"
    verbose_name = "组织"
