"""Addresses of the petitioner's pages; the code's own is short because it is printed and scanned."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.portal.views import acting, code, home, saying, voices

app_name = "portal"
urlpatterns = [
    path("say/", home.home, name="home"),
    path("c/say/", saying.say, name="say"),
    path("c/say/clear", saying.clear, name="clear"),
    path("c/say/<slug:step>", saying.say, name="say-step"),
    path("c/disagree/", home.disagree, name="disagree"),
    path("c/people/", home.people, name="people"),
    path("c/units/<slug:code>", home.unit, name="unit"),
    path("c/receptions/", home.receptions, name="receptions"),
    path("c/voices/", voices.voices, name="voices"),
    path("c/voices/<uuid:key>/sound", voices.sound, name="voice-sound"),
    path("c/route/", home.route, name="route"),
    path("t/", code.find, name="find"),
    path("t/forget", code.forget, name="forget"),
    path("t/<str:code>", code.track, name="track"),
    path("t/<str:code>/receipt", code.receipt, name="receipt"),
    path("t/<str:code>/qr.png", code.picture, name="qr"),
    path("t/<str:code>/remember", code.remember, name="remember"),
    path("t/<str:code>/open", code.open_content, name="open"),
    path("t/<str:code>/close", code.close_content, name="close"),
    path("t/<str:code>/disagree", acting.disagree, name="doors"),
    path("t/<str:code>/again", saying.again, name="again"),
    path("t/<str:code>/do/<act:step>", acting.act, name="act"),
    path("t/<str:code>/files/<uuid:key>", acting.file, name="file"),
    path("t/<str:code>/papers/<uuid:key>", acting.paper, name="paper"),
]
