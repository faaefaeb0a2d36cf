"""Addresses of what is planned and held."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.occasions.views import desk, following, guests, holding, registers, relinking, rosters

app_name = "occasions"
urlpatterns = [
    path("occasions/", desk.home, name="home"),
    path("occasions/new/<slug:kind>/", holding.new, name="new"),
    path("occasions/case/<str:number>/", desk.for_case, name="case"),
    path("occasions/register/", registers.register, name="register"),
    path("occasions/register/print", registers.printed, name="register-print"),
    path("occasions/register.csv", registers.export, name="export"),
    path("occasions/resolutions/<uuid:key>/report", holding.report, name="report"),
    path("occasions/<uuid:key>/", holding.occasion, name="occasion"),
    path("occasions/<uuid:key>/record", holding.record, name="record"),
    path("occasions/<uuid:key>/files/<uuid:file>/withdraw", holding.withdraw, name="withdraw-file"),
    path("occasions/<uuid:key>/not-held", holding.not_held, name="not-held"),
    path("occasions/<uuid:key>/agenda", holding.extend, name="agenda"),
    path("occasions/<uuid:key>/invite", holding.invite, name="invite"),
    path("occasions/invitations/<uuid:key>/link", relinking.guest, name="replace-link"),
    path("occasions/invitations/<uuid:key>/withdraw", holding.uninvite, name="uninvite"),
    path("occasions/rosters/<uuid:key>/calendar", relinking.unit_calendar, name="replace-calendar"),
    path("occasions/calendar/replace", relinking.own_calendar, name="replace-own-calendar"),
    path("occasions/<uuid:key>/answer", holding.answer, name="answer"),
    path("occasions/rosters/", rosters.all_rosters, name="rosters"),
    path("occasions/rosters/<uuid:key>/", rosters.month, name="roster"),
    path("occasions/rosters/<uuid:key>/arrange", rosters.arrange, name="arrange"),
    path("occasions/rosters/<uuid:key>/change", rosters.change, name="change-roster"),
    path("occasions/rosters/<slug:unit>/<slug:rule>/", rosters.set_up, name="set-up"),
    path("invitations/<str:link>/", guests.guest, name="guest"),
    path("calendar/<str:link>.ics", following.feed, name="feed"),
]
