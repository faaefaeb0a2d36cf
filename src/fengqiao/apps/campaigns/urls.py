"""Addresses of campaigns, under those of hard cases."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("leads/campaigns/", views.all_of_them, name="all"),
    path("leads/campaigns/new/", views.new, name="new"),
    path("leads/campaigns/<uuid:key>/", views.campaign, name="campaign"),
    path("leads/campaigns/<uuid:key>/print", views.printed, name="print"),
    path("leads/campaigns/<uuid:key>/close", views.close, name="close"),
    path("leads/campaigns/cases/<case_number:number>/", views.case, name="case"),
    path("leads/campaigns/cases/<case_number:number>/<uuid:key>/leave", views.leave, name="leave"),
]
