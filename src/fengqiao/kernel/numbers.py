"""Numbers without gaps or doubles, per county and series, safe when many take one at once."""

from __future__ import annotations

from fengqiao.kernel.county import new_id
from fengqiao.kernel.reading import rows

_TAKE = """
    INSERT INTO kernel_counter (id, county, series, value) VALUES (%s, %s, %s, 1)
    ON CONFLICT (county, series) DO UPDATE SET value = kernel_counter.value + 1
    RETURNING value
"""


def next_number(county: int, series: str) -> int:
    """The next number of a series, from 1; held until the transaction ends, so a rollback gives it back."""
    return int(rows(_TAKE, [new_id(county), county, series])[0][0])


def hold(county: int, token: str) -> None:
    """Let one sender of a token go first and the others wait until its transaction has ended."""
    rows("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [county, token])
