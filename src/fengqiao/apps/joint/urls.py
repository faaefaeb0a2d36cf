"""Addresses of the joint conference, under those of the desk."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.joint import views

app_name = "joint"
urlpatterns = [
    path("desk/conference", views.home, name="home"),
    path("desk/conference/name", views.name, name="name"),
    path("desk/conference/members", views.join, name="join"),
    path("desk/conference/members/<uuid:key>/leave", views.leave, name="leave"),
    path("desk/conference/meetings/<uuid:key>/ask", views.ask, name="ask"),
]
