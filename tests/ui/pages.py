"""Addresses for the browser tests: a form that is saved, a session that lapses, a door that opens again."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django_cotton.compiler_regex import CottonCompiler

FORM = """{% extends "ui/base.html" %}{% load ui %}{% block main %}<h1>登记</h1>
<form method="post" action="/try/save" data-autosave="try">{% csrf_token %}{% once %}
<c-field name="story" label="经过" type="textarea" /><c-field name="kind" label="类别" type="radio" :options="kinds" value="a" />
<c-button kind="primary" key="1">存下</c-button></form>
<form method="post" action="/try/plain" id="plain">{% csrf_token %}{% once %}<c-field name="word" label="话" />
<c-button key="2">发出</c-button></form>{% endblock %}"""
LEAVE = """{% extends "ui/base.html" %}{% block main %}<form method="post" action="/try/done" data-forget-drafts>
{% csrf_token %}<button id="leave" type="submit">退出</button></form>{% endblock %}"""
DONE = """{% extends "ui/base.html" %}{% block main %}<h1 id="done">已存下</h1>{% endblock %}"""
DOOR = """<dialog id="again" open aria-label="登录"><form hx-post="/try/door" hx-target="#again" hx-swap="outerHTML" data-no-guard>
{% csrf_token %}<c-field name="login" label="登录名" /><button type="submit">进</button></form></dialog>"""
received: list[dict[str, str]] = []
troubles: list[int] = []


def show(request: HttpRequest, text: str, status: int = 200) -> HttpResponse:
    """A page from a text."""
    template = engines["django"].from_string(CottonCompiler().process(text))
    return HttpResponse(template.render({"kinds": [("a", "甲"), ("b", "乙")]}, request), status=status)


def form(request: HttpRequest) -> HttpResponse:
    """The form to fill in."""
    return show(request, FORM)


def save(request: HttpRequest) -> HttpResponse:
    """Take the form, unless trouble is due: then answer with its status."""
    if troubles:
        status = troubles.pop()
        lapsed = {"HX-Trigger": json.dumps({"session-lapsed": {"url": "/try/door"}})} if status == 401 else {}
        return HttpResponse("", status=status, headers=lapsed)
    received.append({name: str(value) for name, value in request.POST.items()})
    return HttpResponseRedirect("/try/done")


@csrf_exempt
def door(request: HttpRequest) -> HttpResponse:
    """Ask who it is, then let them in."""
    if request.method == "GET":
        return show(request, DOOR)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"session-renewed": {}})})


urlpatterns = [
    path("try/form", form),
    path("try/save", save),
    path("try/plain", save),
    path("try/leave", lambda request: show(request, LEAVE)),
    path("try/done", lambda request: show(request, DONE)),
    path("try/door", door),
    path("", include("fengqiao.config.urls")),
]
