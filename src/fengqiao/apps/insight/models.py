"""What people keep of their lists."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.apps.accounts.models import User
from fengqiao.kernel.county import CaseOwned


class SavedView(CaseOwned):
    """A list with its filters, kept by one person under a name; the default one opens with the desk."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    name = models.TextField()
    tab = models.TextField()
    query = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["county", "user", "name"], name="saved_view_once"),
            models.UniqueConstraint(
                fields=["county", "user"], name="saved_view_one_default", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
