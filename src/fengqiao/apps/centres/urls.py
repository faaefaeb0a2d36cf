"""Addresses of centres."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.centres.views import places, units

app_name = "centres"
urlpatterns = [
    path("centres/", places.all_centres, name="all"),
    path("centres/<uuid:key>", places.centre, name="centre"),
    path("centres/<uuid:key>/windows", places.add_window, name="add-window"),
    path("centres/<uuid:key>/draw", places.draw, name="draw"),
    path("centres/windows/<uuid:key>/next", places.call_next, name="next"),
    path("centres/windows/<uuid:key>/drop", places.drop_window, name="drop-window"),
    path("units/", units.listed, name="units"),
    path("units/<slug:code>", units.unit, name="unit"),
]
