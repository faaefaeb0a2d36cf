"""Addresses of the door, one's own settings and the administrators' pages."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.accounts.views import charges, door, me, org, people

app_name = "accounts"
urlpatterns = [
    path("login", door.sign_in, name="sign-in"),
    path("login/again", door.sign_in_again, name="sign-in-again"),
    path("login/demo", door.demo_card, name="demo-card"),
    path("logout", door.sign_out, name="sign-out"),
    path("post/", door.hat, name="hat"),
    path("settings/me", me.me, name="me"),
    path("org/", org.tree, name="org"),
    path("org/add-unit", org.new_unit, name="new-unit"),
    path("org/units/<slug:code>", org.unit, name="unit"),
    path("org/units/<slug:code>/posts", org.new_post, name="new-post"),
    path("org/units/<slug:code>/review-body", org.review_body, name="review-body"),
    path("org/units/<slug:code>/duties", org.new_duty, name="new-duty"),
    path("org/units/<slug:code>/duties/<uuid:duty>/drop", org.drop_duty, name="drop-duty"),
    path("org/units/<slug:code>/honours", org.new_honour, name="new-honour"),
    path("org/units/<slug:code>/honours/<uuid:honour>/drop", org.drop_honour, name="drop-honour"),
    path("org/units/<slug:code>/close", org.close_unit, name="close-unit"),
    path("org/charges", charges.charges, name="charges"),
    path("org/charges/<uuid:charge>/end", charges.end_charge, name="end-charge"),
    path("org/holidays", org.holidays, name="holidays"),
    path("org/holidays/<uuid:holiday>/drop", org.drop_holiday, name="drop-holiday"),
    path("org/people", people.people, name="people"),
    path("org/add-person", people.new_person, name="new-person"),
    path("org/people/<str:login>", people.person, name="person"),
    path("org/people/<str:login>/password", people.reset_password, name="reset-password"),
    path("org/people/<str:login>/active", people.set_active, name="set-active"),
    path("org/posts/<uuid:post>/appoint", people.appoint, name="appoint"),
    path("org/holdings/<uuid:holding>/stand-in", people.stand_in, name="stand-in"),
    path("org/holdings/<uuid:holding>/back", people.end_substitution, name="end-substitution"),
    path("org/holdings/<uuid:holding>/hand-over", people.hand_over, name="hand-over"),
]
