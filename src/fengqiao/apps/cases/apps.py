"""Django's entry for the cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, demands, parties, proceedings and the ledger."""

    name = "fengqiao.apps.cases"
    label = "cases"
