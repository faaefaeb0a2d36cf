"""Acts of inviting: people and units with a log-in, and outside parties by a link; what they answer, and who came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction

from fengqiao.apps.accounts import linking
from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.cases.models import Case
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Answer, Invitation, Occasion, State
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.apps.occasions.services.holding import locked
from fengqiao.apps.occasions.services.noting import noted
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.queries import units_of
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.county import new_id

MOST_INVITED, LONGEST = 60, 60


@transaction.atomic
def invite(
    occasion: Occasion, names: Sequence[str], *, case: Case | None = None, by: Actor, at: datetime
) -> list[Invitation]:
    """Invite by names: a person's log-in or sole name, a unit's name or how it is called for short (人社, 法院), else somebody
    outside, who comes by a link and, with `case`, may read that one masked until it is held. Known ones are not asked twice.

    Raises Denied, NotNow (held already) or Incomplete.
    """
    occasion = locked(occasion)
    may_keep(by, queries.kind_of(occasion), occasion.unit).or_raise()
    if occasion.state != State.PLANNED:
        words = Words("已经有记录了，不再邀请。", "It is recorded already; nobody more is invited.")
        raise NotNow(words, code="recorded")
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not wanted or len(wanted) > MOST_INVITED or any(len(name) > LONGEST for name in wanted):
        words = Words(
            "请一行写一个，最多六十个，每个不超过六十字。",
            "One a line, sixty at most, none longer than sixty characters.",
        )
        raise Incomplete(words, {"names": words})
    known = set(Invitation.objects.filter(county=occasion.county, occasion=occasion).values_list("name", flat=True))
    units = list(units_of(occasion.county))
    rows = [row for name in wanted if (row := _invitation(occasion, name, units, case)).name not in known]
    rows = list({row.name: row for row in rows}.values())
    Invitation.objects.bulk_create(rows)
    if rows:
        noted(occasion, "invited", by=by, at=at, reason="、".join(row.name for row in rows)[:500]).save(
            force_insert=True
        )
    return rows


@transaction.atomic
def answer(invitation: Invitation, said: str, *, name: str, at: datetime) -> Invitation:
    """Say whether one comes; that is also what marks it as read. Raises NotNow when it was held or there is no such answer."""
    held = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("occasion")
        .get(county=invitation.county, id=invitation.id)
    )
    if said not in Answer.values or held.occasion.state != State.PLANNED:
        words = Words("这次邀请已经结束，或者没有这个答复。", "This invitation is over, or there is no such answer.")
        raise NotNow(words, code="invitation_over")
    held.answer, held.answered_at, held.answered_by = said, at, name
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    return held


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Take back an invitation that went to the wrong one: nothing asks for an answer any more, and a link opens nothing. The log says
    whose it was, and who took it back. Raises Denied, or NotNow once it is recorded who came."""
    occasion = locked(invitation.occasion)
    may_keep(by, queries.kind_of(occasion), occasion.unit).or_raise()
    if occasion.state != State.PLANNED:
        words = Words("已经有记录了，邀请不再撤回。", "It is recorded already; no invitation is taken back.")
        raise NotNow(words, code="recorded")
    gone, _rows = Invitation.objects.filter(county=invitation.county, id=invitation.id).delete()
    if gone:
        noted(occasion, "uninvited", by=by, at=at, reason=invitation.name).save(force_insert=True)


@transaction.atomic
def replace_link(invitation: Invitation, *, known: str, by: Actor, at: datetime) -> Invitation:
    """Give a guest another link, because the old one came into wrong hands: that one opens nothing from now on.

    `known` is how often that was done when the page was drawn. The log says that it was done and by whom, never the link. Raises
    Denied, NotNow when the occasion is over or the guest needs none, or Incomplete.
    """
    occasion = locked(invitation.occasion)
    may_keep(by, queries.kind_of(occasion), occasion.unit).or_raise()
    held = Invitation.objects.select_for_update().get(county=invitation.county, id=invitation.id)
    if held.link_index is None or occasion.state != State.PLANNED:
        raise NotNow(Words("这次邀请已经结束，或者不用链接。", "This invitation is over, or needs no link."), code="invitation_over")
    before = linking.times(held.id)
    now = linking.replace(held.id, link_of(held, before), county=held.county, known=known, by=by, at=at)
    if now > before:
        held.link_index = vault.blind_index(link_of(held, now), "invitation link")
        held.save(update_fields=["link_index"])
        noted(occasion, "relinked", by=by, at=at, reason=held.name).save(force_insert=True)
    return held


def link_of(invitation: Invitation, times: int | None = None) -> str:
    """The secret part of a guest's link, made from the vault's key each time, stored nowhere; `times` is how often it was
    replaced, looked up when it is not given."""
    return _link(invitation.id, linking.times(invitation.id) if times is None else times)


def by_link(link: str) -> Invitation | None:
    """The invitation of a link with its occasion (declared wide: it names no county); None for one that opens nothing. One link has one
    spelling: the index alone would pass over small and large letters."""
    if not 16 <= len(link) <= 40 or linking.read(link) is None:
        return None
    index = vault.blind_index(link, "invitation link")
    found = Invitation.objects.filter(link_index=index).select_related("occasion__unit", "occasion__leader", "case").first()
    return found if found is not None and compare_digest(link_of(found), link) else None


def unit_called(name: str, units: Iterable[Unit]) -> Unit | None:
    """The unit of a name, or the one with the shortest name that is so called for short: its characters in order."""
    exact = [unit for unit in units if name in (unit.name, unit.name_en, unit.code)]
    if exact or len(name) < 2:
        return exact[0] if exact else None
    short = [unit for unit in units if _is_short(name, unit.name)]
    best = min((len(unit.name) for unit in short), default=0)
    found = [unit for unit in short if len(unit.name) == best]
    return found[0] if len(found) == 1 else None


def _is_short(name: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in name)


def _invitation(occasion: Occasion, name: str, units: Sequence[Unit], case: Case | None) -> Invitation:
    row = Invitation(id=new_id(occasion.county), county=occasion.county, occasion=occasion, name=name)
    people = accounts.people_named(occasion.county, name)
    if len(people) == 1:
        row.user, row.name = people[0], people[0].name
    elif people:
        words = Words("有{n}位叫“{name}”，请写登录名。", "{n} people are called “{name}”: write the log-in name.")
        words = words.filled(n=len(people), name=name)
        raise Incomplete(words, {"names": words})
    elif unit := unit_called(name, units):
        row.unit, row.name = unit, unit.name
    else:
        row.case, row.link_index = case, vault.blind_index(_link(row.id, 0), "invitation link")
    return row


def _link(key: UUID, times: int) -> str:
    return linking.written(linking.secret(f"invitation {key}", "invitation secret", times))
