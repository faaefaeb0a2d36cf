"""Django's entry for the kernel's few tables."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Counters and the outbox."""

    name = "fengqiao.kernel"
    label = "kernel"
