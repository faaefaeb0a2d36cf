"""Addresses of the directory of helpers."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.helpers import views

app_name = "helpers"
urlpatterns = [
    path("helpers/", views.directory, name="directory"),
    path("helpers/new/", views.new, name="new"),
    path("helpers/import/", views.take, name="import"),
    path("helpers/<uuid:key>/", views.change, name="helper"),
    path("helpers/<uuid:key>/active", views.set_active, name="set-active"),
]
