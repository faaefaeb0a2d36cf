"""Addresses of the joint conference."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.joint import views

app_name = "joint"
urlpatterns = [
    path("joint/", views.home, name="home"),
    path("joint/name", views.name, name="name"),
    path("joint/members", views.join, name="join"),
    path("joint/members/<uuid:key>/leave", views.leave, name="leave"),
    path("joint/meetings/<uuid:key>/ask", views.ask, name="ask"),
]
