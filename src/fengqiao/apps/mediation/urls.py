"""Addresses of mediation; a link's own is short because it is sent in a message."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.mediation.views import desk, links, relinking

app_name = "mediation"
urlpatterns = [
    path("mediation/", desk.desk, name="desk"),
    path("mediation/seats/<uuid:key>/link", relinking.replace, name="replace-link"),
    path("j/<str:link>", links.visit, name="visit"),
    path("j/<str:link>/answer", links.answer, name="answer"),
    path("j/<str:link>/agreement", links.agreement, name="agreement"),
    path("j/<str:link>/files/<uuid:key>", links.file, name="file"),
    path("j/<str:link>/do/<slug:act>", links.act, name="act"),
]
