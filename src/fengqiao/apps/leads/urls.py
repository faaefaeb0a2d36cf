"""Addresses of hard cases."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.leads import views

app_name = "leads"
urlpatterns = [
    path("leads/", views.desk, name="desk"),
    path("leads/<case_number:number>/", views.brief, name="brief"),
]
