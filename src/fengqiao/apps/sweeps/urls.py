"""Addresses of sweeps, their tasks and the grids."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.sweeps.views import rounds, walking

app_name = "sweeps"
urlpatterns = [
    path("sweeps/", rounds.desk, name="desk"),
    path("sweeps/new/", rounds.new, name="new"),
    path("sweeps/<uuid:key>/", rounds.sweep, name="sweep"),
    path("sweeps/tasks/<uuid:key>/", walking.task, name="task"),
    path("sweeps/tasks/<uuid:key>/door", walking.door, name="door"),
    path("sweeps/tasks/<uuid:key>/found", walking.found, name="found"),
    path("sweeps/tasks/<uuid:key>/undo", walking.undo, name="undo"),
    path("sweeps/tasks/<uuid:key>/finish", walking.finish, name="finish"),
    path("sweeps/tasks/<uuid:key>/sums", walking.sums, name="sums"),
]
