"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.files import views

app_name = "files"
urlpatterns = [
    path("files/send", views.send, name="send"),
    path("files/<uuid:key>", views.file, name="file"),
    path("voices/", views.recordings, name="recordings"),
    path("voices/<uuid:key>/withdraw", views.withdraw, name="withdraw-recording"),
]
