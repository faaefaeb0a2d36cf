"""Addresses of papers."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.documents import views

app_name = "documents"
urlpatterns = [path("papers/<uuid:key>", views.paper, name="paper")]
