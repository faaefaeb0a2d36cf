"""The address of a seat's link, made for whoever hands it on."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from fengqiao.apps.cases.models import Seat
from fengqiao.apps.cases.services.seating import link_of

register = template.Library()


@register.simple_tag(takes_context=True)
def link_address(context: dict[str, Any], seat: Seat) -> str:
    """The whole address that opens a seat's page, as it goes into a message."""
    return str(context["request"].build_absolute_uri(reverse("mediation:visit", args=[link_of(seat)])))
