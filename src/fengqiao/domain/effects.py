"""What an act may write beside its own proceeding: a closed vocabulary, each with the type of field it takes.

A transition says `effects: {panel: members}`: the effect and the field of the act whose value it uses. An effect on a sheet names
it: `lines.promise`, `stage.paid`.
"""

from __future__ import annotations

from collections.abc import Mapping

TAKES: Mapping[str, tuple[str, ...]] = {
    "people": ("rows",),  # the other side: name, phone, address
    "panel": ("helpers",),  # these sit on the proceeding at its present tier; each is invited
    "seats": ("official", "officials"),  # these officials sit on the proceeding in the role named, instead of those before
    "plan": ("flag",),  # what was planned is kept: the plan in force until another one
    "says": ("flag",),  # what was entered is kept: it stands on the card of the proceeding until the next such act
    "invites": ("party",),  # this party of the other side gets a link of its own, once
    "agrees": ("party", "flag"),  # the party consents to mediation
    "refuses": ("party", "flag"),  # the party refuses, or takes the consent back
    "signs": ("party", "flag"),  # the party signs what is to be signed
    "agreement": ("rows",),  # the terms that will be signed
    "opinion": ("flag",),  # what was decided is kept: it takes effect in the case when it is served
    "in_force": ("flag",),  # the terms signed are owed from now on
    "unsign": ("flag",),  # the text changed: nobody has signed it yet
    "tier": ("flag",),  # one tier up the ladder
    "lines": ("rows",),  # each row becomes a line of the sheet
    "stage": ("line", "lines"),  # each line reaches the stage (none named: its next one)
    "parts": ("line",),  # the line will be paid in these parts (the field `parts` of the act)
    "drop": ("lines",),  # the lines are owed no more
    "doubted": ("line",),  # somebody says that it is not so: the line is open again
    "affirmed": ("line",),  # it was looked into: the line stands as it is recorded
    "asks": ("rows",),  # these papers (`what` of each row) are asked of those who came, which is counted
    "responds": ("date",),  # the first contact of a person with those who came: when (its `hour`) and where, once
    "announces": ("unit",),  # the unit is told that somebody will come; nothing of the case goes there
    "demand": ("longtext", "text"),  # one more demand, the old ones stay as they are
    "branches": ("each_demand",),  # which of the pack's `branches` each demand falls under, and why
    "results": ("each_demand", "flag"),  # the closing outcome of each demand
    "restrict": ("choice",),  # only those named see the case from now on
    "lift": ("flag",),  # the case is seen as others are
    "reader": ("person",),  # one more person sees the restricted case
    "withdraws": ("file",),  # the file is shown no more; its digest stays on record
    "matter": ("flag",),  # what is known of the matter is said anew; what it was before stays in the ledger
    "visited": ("unit", "flag"),  # the petitioner had to come to the door of this unit (or of whoever acts)
    "unvisited": ("flag",),  # the last visit noted by the unit of whoever acts was none
    "unreader": ("person",),  # that person does not any more
}
"""Effect -> the types of field it may take; "flag" stands for `yes`: the effect needs no field."""

NEEDS_NO_FIELD = "yes"


def kind_of(effect: str) -> str:
    """The effect without the sheet or stage it names."""
    return effect.partition(".")[0]
