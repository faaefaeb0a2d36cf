"""Addresses of sweeps, their tasks and the grids."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.sweeps.views import checking, figures, gridmaking, grids, rounds, walking

app_name = "sweeps"
urlpatterns = [
    path("sweeps/", rounds.desk, name="desk"),
    path("sweeps/new/", rounds.new, name="new"),
    path("sweeps/figures/", figures.figures, name="figures"),
    path("sweeps/<uuid:key>/", rounds.sweep, name="sweep"),
    path("sweeps/<uuid:key>/check", checking.check, name="check"),
    path("sweeps/<uuid:key>/check/draw", checking.draw, name="draw"),
    path("sweeps/<uuid:key>/check/<uuid:task>", checking.note, name="note"),
    path("sweeps/tasks/<uuid:key>/", walking.task, name="task"),
    path("sweeps/tasks/<uuid:key>/door", walking.door, name="door"),
    path("sweeps/tasks/<uuid:key>/found", walking.found, name="found"),
    path("sweeps/tasks/<uuid:key>/undo", walking.undo, name="undo"),
    path("sweeps/tasks/<uuid:key>/finish", walking.finish, name="finish"),
    path("sweeps/tasks/<uuid:key>/sums", walking.sums, name="sums"),
    path("grids/", grids.directory, name="grids"),
    path("grids/new/", gridmaking.new, name="grid-new"),
    path("grids/import/", gridmaking.take, name="grid-import"),
    path("grids/<uuid:key>/close", gridmaking.close, name="grid-close"),
    path("grids/<uuid:key>/", grids.grid, name="grid"),
    path("grids/<uuid:key>/change", grids.change, name="grid-change"),
    path("grids/<uuid:key>/part", grids.add_part, name="grid-part"),
    path("grids/<uuid:key>/team", grids.seat, name="grid-seat"),
    path("grids/<uuid:key>/team/<uuid:seat>/leave", grids.leave, name="grid-leave"),
]
