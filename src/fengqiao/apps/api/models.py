"""Tokens with which programs sign in as a person in one post."""

from __future__ import annotations

from django.db import models

from fengqiao.apps.accounts.models import Post, User
from fengqiao.apps.organisations.models import Reference


class ApiToken(Reference):
    """A program's key to one post of one person; only a keyed hash of it is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    name = models.TextField(blank=True)
    digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)  # the last day on which it opens the door
    last_used_on = models.DateField(null=True, blank=True)  # written once a day at most
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name or str(self.id)
