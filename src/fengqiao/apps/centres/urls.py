"""Addresses of centres."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.centres import views

app_name = "centres"
urlpatterns = [
    path("centres/", views.all_centres, name="all"),
    path("centres/<uuid:key>", views.centre, name="centre"),
    path("centres/<uuid:key>/windows", views.add_window, name="add-window"),
    path("centres/<uuid:key>/draw", views.draw, name="draw"),
    path("centres/windows/<uuid:key>/next", views.call_next, name="next"),
    path("centres/windows/<uuid:key>/drop", views.drop_window, name="drop-window"),
]
