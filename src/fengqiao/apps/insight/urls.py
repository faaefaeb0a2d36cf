"""Addresses of the lists."""

from django.urls import path

from fengqiao.apps.insight.views import batch, desk, matrix, promised, saved, search

app_name = "insight"
urlpatterns = [
    path("", desk.home, name="home"),
    path("desk/", desk.own, name="own"),
    path("desk/look", desk.look, name="look"),
    path("desk/receive", batch.receive, name="receive"),
    path("desk/print", batch.print_list, name="print"),
    path("desk/views", saved.views, name="views"),
    path("desk/views/save", saved.save, name="save-view"),
    path("desk/views/<uuid:key>", saved.change, name="change-view"),
    path("desk/places/", matrix.going, name="going"),
    path("desk/grades/", matrix.grades, name="grades"),
    path("desk/promised/", promised.listed, name="promised"),
    path("desk/promised/told", promised.told, name="promised-told"),
    path("desk/<slug:tab>/", desk.desk, name="desk"),
    path("desk/<slug:tab>/print", batch.print_all, name="print-all"),
    path("desk/<slug:tab>/export.csv", batch.export, name="export"),
    path("search", search.search, name="search"),
]
