"""The cast of the tests of people: one invented county, the next county, their units and staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fengqiao.apps.accounts import services
from fengqiao.apps.accounts.models import Holding, Post, User
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Region, Unit
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.domain.roles import Actor

COUNTY, NEXT_COUNTY = 999901, 999902
PASSWORD = "kuan-an-qiao-8"
SINCE = date(2026, 1, 5)

ROWS = [
    RegionRow("990000000000", "云岭省"),
    RegionRow("999900000000", "清江市"),
    RegionRow("999901000000", "澜溪县"),
    RegionRow("999901101000", "坪上镇"),
    RegionRow("999901101201", "大寨村"),
    RegionRow("999901101202", "溪口村"),
    RegionRow("999901102000", "河口镇"),
    RegionRow("999902000000", "邻水县"),
    RegionRow("999902101000", "石桥镇"),
]
UNITS = (  # code, name, level, system, kind, region, parent
    ("county", "澜溪县人民政府", "county", "government", "government", "999901000000", ""),
    ("petition", "澜溪县信访局", "county", "petition", "party", "999901000000", "county"),
    ("housing", "澜溪县住建局", "county", "government", "government", "999901000000", "county"),
    ("town-1", "坪上镇人民政府", "town", "government", "government", "999901101000", "county"),
    ("town-2", "河口镇人民政府", "town", "government", "government", "999901102000", "county"),
    ("village-1", "大寨村委会", "village", "self_government", "committee", "999901101201", "town-1"),
    ("court", "澜溪县人民法院", "county", "court", "court", "999901000000", ""),
)
PEOPLE = (  # login, name, unit, post, roles, is_officer
    ("admin", "管得宽", "petition", "管理员", ["admin"], False),
    ("dispatch", "路分明", "petition", "办信员", ["dispatcher"], True),
    ("lu", "陆海", "housing", "信访专干", ["handler"], True),
    ("hu", "胡正", "housing", "局长", ["head"], False),
    ("ping", "平心", "town-1", "经办人", ["handler"], False),
)


@dataclass
class Town:
    """Everybody of the invented county by short names."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)

    @property
    def admin(self) -> Actor:
        """The operator at the shell of this county."""
        return organising.operator(COUNTY)

    def add_person(self, login: str, name: str, *, county: int = COUNTY) -> User:
        """One more person with the usual password."""
        user = services.create_user(
            by=organising.operator(county), county=county, login=login, name=name, password=PASSWORD, must_change=False
        )
        self.people[login] = user
        return user

    def seat(self, login: str, unit: str, title: str, roles: list[str], *, is_officer: bool = False) -> Holding:
        """A new post of a unit for a person."""
        home = self.units[unit]
        by = organising.operator(home.county_code)
        post = services.create_post(by=by, unit=home, title=title, roles=roles, is_officer=is_officer)
        self.posts[login] = post
        self.holdings[login] = services.appoint(user=self.people[login], post=post, since=SINCE, by=by)
        return self.holdings[login]


def build() -> Town:
    """Set the whole cast up by the acts that administrators use."""
    organising.load_regions(ROWS)
    town = Town()
    for code, name, level, system, kind, region, parent in UNITS:
        town.units[code] = organising.create_unit(
            by=town.admin, county=COUNTY, code=code, name=name, level=level, system=system, kind=kind,
            region=Region.objects.get(code=region), parent=town.units.get(parent),
            is_petition_office=code == "petition", handles=code != "petition",
        )  # fmt: skip
    town.units["next"] = organising.create_unit(
        by=organising.operator(NEXT_COUNTY), county=NEXT_COUNTY, code="town-1", name="石桥镇人民政府", level="town",
        system="government", kind="government", region=Region.objects.get(code="999902101000"),
    )  # fmt: skip
    for login, name, unit, title, roles, is_officer in PEOPLE:
        town.add_person(login, name)
        town.seat(login, unit, title, roles, is_officer=is_officer)
    town.add_person("outsider", "邻里", county=NEXT_COUNTY)
    town.seat("outsider", "next", "管理员", ["admin"])
    return town
