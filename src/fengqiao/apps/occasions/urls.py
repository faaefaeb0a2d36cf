"""Addresses of what is planned and held."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.occasions.views import following, rosters

app_name = "occasions"
urlpatterns = [
    path("rosters/", rosters.all_rosters, name="rosters"),
    path("rosters/<uuid:key>/", rosters.month, name="roster"),
    path("rosters/<uuid:key>/arrange", rosters.arrange, name="arrange"),
    path("rosters/<uuid:key>/change", rosters.change, name="change-roster"),
    path("rosters/<slug:unit>/<slug:rule>/", rosters.set_up, name="set-up"),
    path("calendar/<str:link>.ics", following.feed, name="feed"),
]
