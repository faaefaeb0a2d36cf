"""Addresses of figures."""

from __future__ import annotations

from django.urls import path, register_converter

from fengqiao.apps.figures import views


class PartCode:
    """A part of a figure: yes, all, other_path; of causes a subject and a place, land@999901101201."""

    regex = "[a-z_0-9.]{1,40}(?:@[0-9]{12})?"

    def to_python(self, value: str) -> str:
        """The part as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The part as it goes into the address."""
        return value


register_converter(PartCode, "figure_part")

app_name = "figures"
urlpatterns = [
    path("figures/", views.home, name="home"),
    path("figures/units/", views.units, name="units"),
    path("figures/units/export.csv", views.export_units, name="units-export"),
    path("figures/<slug:figure>/", views.figure, name="figure"),
    path("figures/<slug:figure>/export.csv", views.export, name="export"),
    path("figures/<slug:figure>/<figure_part:part>/", views.cases, name="cases"),
    path("figures/<slug:figure>/<figure_part:part>/export.csv", views.export_cases, name="cases-export"),
]
