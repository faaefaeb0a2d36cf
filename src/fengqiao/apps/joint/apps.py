"""Django registration of the joint app."""

from __future__ import annotations

from django.apps import AppConfig


class JointConfig(AppConfig):
    """The floor of the hard cases: the joint conference."""

    name = "fengqiao.apps.joint"
    label = "joint"
    verbose_name = "联席会议"
