"""Invented names, telephones that cannot be dialled, and identity numbers of a region that does not exist."""

from __future__ import annotations

import random
from datetime import date, timedelta

from fengqiao.apps.cases.services import Person
from fengqiao.console.demo_county.data import read

WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
OLDEST, YOUNGEST = date(1938, 1, 1), date(2004, 12, 31)


def id_number(region: str, born: date, order: int) -> str:
    """An identity number with its check digit (ISO 7064 MOD 11-2): 999901 + date of birth + order + check."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


class Names:
    """Draws people from word lists; the same chance gives the same people."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._words = read("people")

    def name(self) -> str:
        """A name; one in twenty is of another shape (a dot, a single word, a rare character)."""
        if self.chance.random() < 0.05:
            return str(self.chance.choice(self._words["others"]))
        return str(self.chance.choice(self._words["surnames"]) + self.chance.choice(self._words["given"]))

    def phone(self) -> str:
        """Eleven digits that begin with 100."""
        return f"100{self.chance.randrange(10**8):08d}"

    def person(self, address: str, role: str = "petitioner") -> Person:
        """A petitioner with everything known."""
        born = OLDEST + timedelta(days=self.chance.randrange((YOUNGEST - OLDEST).days))
        number = id_number("999901", born, self.chance.randrange(1, 999))
        return Person(name=self.name(), phone=self.phone(), id_number=number, address=address, role=role)
