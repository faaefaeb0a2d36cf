"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.desk, name="desk"),
    path("notices/unread", views.unread, name="unread"),
    path("notices/new", views.new, name="new"),
    path("notices/<uuid:key>", views.notice, name="notice"),
    path("notices/<uuid:key>/read", views.read, name="read"),
    path("notices/<uuid:key>/done", views.done, name="done"),
    path("notices/<uuid:key>/came", views.came, name="came"),
    path("notices/<uuid:key>/called", views.called, name="called"),
]
