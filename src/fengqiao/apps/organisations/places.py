"""The places of a county as people name them, and the region that a typed place lies in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Region, RegionLevel


@dataclass(frozen=True)
class Places:
    """The towns and villages of a county: their names from the town on (坪上镇石榴坳村) and their codes."""

    labels: Mapping[str, str]

    def region_of(self, text: str) -> str:
        """The code of the region that a typed place begins with or names, the smallest first; empty when it names none."""
        wanted = "".join(text.split())
        if not wanted:
            return ""
        if wanted in self.labels:
            return self.labels[wanted]
        begun = max((label for label in self.labels if wanted.startswith(label)), key=len, default="")
        if begun:
            return self.labels[begun]
        return next((code for name, code in self._named if name in wanted), "")

    @cached_property
    def _named(self) -> list[tuple[str, str]]:
        """Names that only one place bears, villages before towns, long ones before short ones."""
        bearers: dict[str, list[str]] = {}
        for label, code in self.labels.items():
            town = next((other for other in self.labels if other != label and label.startswith(other)), "")
            bearers.setdefault(label[len(town) :], []).append(code)
        alone = [(name, codes[0]) for name, codes in bearers.items() if len(codes) == 1 and len(name) > 1]
        return sorted(alone, key=lambda named: (named[1].endswith("000"), -len(named[0])))


def places_of(county: int) -> Places:
    """The towns and villages of a county (two queries)."""
    root = organisations.county_region_code(county)
    inside = Region.objects.filter(path__startswith=root[:6], level__gte=RegionLevel.TOWN)
    names = organisations.path_names(inside.values_list("code", flat=True), inside=root)
    return Places({label: code for code, label in names.items()})
