"""Cases of violence, minors and harassment: only the person in charge and those named see them (product.md G-15)."""

from __future__ import annotations

from uuid import UUID

from fengqiao.apps.cases.services import seating
from fengqiao.apps.cases.services.act import Act
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.words import Words


def restrict(act: Act, of: str, field: str) -> None:
    """From now on only the people in charge, whoever restricts it, and those named later; panels must be asked anew.

    Raises NotNow for a report of wrongdoing, which is sealed by its own rule.
    """
    case = act.case
    if case.kind == "report":
        words = Words("检举控告已经密封，由专办员保管。", "A report is sealed already and kept by its officer.")
        raise NotNow(words, code="sealed", article="信访工作条例 第三十条")
    case.restricted_for, case.is_sealed = act.data[field], True
    case.readers = sorted({UUID(act.by.user)} if act.by.user else set())
    for proceeding in act.proceedings:
        seating.leave(act.batch, proceeding, at=act.at)
    act.facts["restricted"] = "yes"


def lift(act: Act, of: str, field: str) -> None:
    """The case is seen as others are."""
    act.case.restricted_for, act.case.is_sealed, act.case.readers = "", False, []
    act.facts["restricted"] = "no"


def name_reader(act: Act, of: str, field: str) -> None:
    """One more person sees it."""
    act.case.readers = sorted({*act.case.readers, UUID(act.data[field])})


def unname_reader(act: Act, of: str, field: str) -> None:
    """That person does not see it any more; raises Incomplete for one in charge, and for one who was not named."""
    person = UUID(act.data[field])
    if person in in_charge(act):
        words = Words("承办人要看得到；请先换承办人。", "Whoever is in charge must see it; name another first.")
        raise Incomplete(words, {field: words})
    if person not in act.case.readers:
        words = Words("没有点过这个人的名。", "This person was not named.")
        raise Incomplete(words, {field: words})
    act.case.readers = [reader for reader in act.case.readers if reader != person]


def keep_in_sight(act: Act) -> None:
    """Whoever an act puts in charge of a restricted case sees it."""
    if act.case.restricted_for and act.case.kind != "report":
        act.case.readers = sorted({*act.case.readers, *in_charge(act)})


def in_charge(act: Act) -> set[UUID]:
    """The people in charge: of the case, and of each side proceeding that is open."""
    sides = (one.person_id for one in act.proceedings if one.parent_id and one.closed_at is None)
    return {person for person in (act.case.person_id, *sides) if person}
