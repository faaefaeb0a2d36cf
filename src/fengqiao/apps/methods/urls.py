"""Addresses of the working methods."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.methods.views import calendars, packs, rules

app_name = "methods"
urlpatterns = [
    path("methods/", packs.all_methods, name="all"),
    path("methods/write", packs.write, name="write"),
    path("calendars/", calendars.years, name="calendars"),
    path("calendars/reckon", calendars.reckon, name="reckon"),
    path("rules/", rules.library, name="rules"),
    path("rules/new", rules.new, name="new-rule"),
    path("rules/import", rules.take, name="import-rules"),
    path("rules/<uuid:key>/", rules.rule, name="rule"),
    path("rules/<uuid:key>/version", rules.new_version, name="new-version"),
    path("methods/<slug:name>/", packs.method, name="method"),
    path("methods/<slug:name>/standing", packs.standing, name="standing"),
    path("methods/<slug:name>.yaml", packs.export, name="export"),
    path("methods/<slug:name>/poster", packs.poster, name="poster"),
    path("methods/<slug:name>/desks", packs.set_desks, name="desks"),
    path("methods/<slug:name>/set", packs.set_for_unit, name="set"),
]
