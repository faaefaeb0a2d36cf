"""Addresses of evaluation and follow-up; the petitioner's own is short because it is sent in a message."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.followups.views import desk, evaluating

app_name = "followups"
urlpatterns = [
    path("e/<str:link>", evaluating.evaluate, name="evaluate"),
    path("followups/", desk.desk, name="desk"),
    path("followups/answers", desk.answers, name="answers"),
    path("followups/sample", desk.sample, name="sample"),
    path("followups/sample/draw", desk.draw, name="draw"),
    path("followups/assist", desk.find, name="find"),
    path("followups/assist/<case_number:number>", evaluating.assist, name="assist"),
]
