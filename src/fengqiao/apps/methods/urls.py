"""Addresses of the working methods."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.methods import views

app_name = "methods"
urlpatterns = [
    path("methods/", views.all_methods, name="all"),
    path("methods/write", views.write, name="write"),
    path("methods/<slug:name>/", views.method, name="method"),
    path("methods/<slug:name>/standing", views.standing, name="standing"),
    path("methods/<slug:name>.yaml", views.export, name="export"),
    path("methods/<slug:name>/desks", views.set_desks, name="desks"),
    path("methods/<slug:name>/set", views.set_for_unit, name="set"),
]
