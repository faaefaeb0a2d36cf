"""The composition root as a Django app: it joins the apps when all are loaded."""

from __future__ import annotations

from django.apps import AppConfig


class Wired(AppConfig):
    """Plugs the apps into each other."""

    name = "fengqiao.config"
    label = "wiring"

    def ready(self) -> None:
        """Connect what `wiring` lists."""
        from fengqiao.config import wiring

        wiring.connect()
