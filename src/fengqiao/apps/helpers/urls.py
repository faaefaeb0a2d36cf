"""Addresses of the directory of helpers."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.helpers.views import bodies, people

app_name = "helpers"
urlpatterns = [
    path("helpers/", people.directory, name="directory"),
    path("helpers/new/", people.new, name="new"),
    path("helpers/import/", people.take, name="import"),
    path("helpers/committees/", bodies.listed, name="committees"),
    path("helpers/committees/new/", bodies.new, name="new-committee"),
    path("helpers/committees/<uuid:key>/", bodies.committee, name="committee"),
    path("helpers/committees/<uuid:key>/close", bodies.close, name="close-committee"),
    path("helpers/<uuid:key>/", people.change, name="helper"),
    path("helpers/<uuid:key>/active", people.set_active, name="set-active"),
    path("helpers/<uuid:key>/training", people.train, name="train"),
    path("helpers/<uuid:key>/training/<uuid:training>/strike", people.strike, name="strike-training"),
]
