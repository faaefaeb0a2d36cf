"""Acts on people and posts: set up, appoint, stand in, hand over, change a password."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from fengqiao.apps.accounts import permissions, queries
from fengqiao.apps.accounts.models import Charge, ChargeLayer, Holding, HoldingKind, Post, User
from fengqiao.apps.organisations.models import Region, Unit
from fengqiao.apps.organisations.services import require_open
from fengqiao.domain.errors import Conflict, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers

LOGIN = re.compile(r"[a-z0-9一-鿿][a-z0-9一-鿿._@-]{1,59}")
LANGUAGES = ("", "zh-hans", "en")


@dataclass(frozen=True, slots=True)
class HandOver:
    """The fact that one person's work in a post went to another; `moved` counts what the listeners moved."""

    county: int
    unit: str
    post: str
    to_unit: str
    to_post: str
    from_user: str
    to_user: str
    on: date
    by: Actor
    moved: int = 0


on_hand_over: list[Callable[[HandOver], int]] = []
"""Who moves open work when a post changes hands; filled by config.wiring, called inside the transaction."""


@transaction.atomic
def create_user(
    *, by: Actor, county: int, login: str, name: str, password: str, phone: str = "", must_change: bool = True
) -> User:
    """Let a person sign in; they choose their own password at first unless `must_change` is false.

    Raises Denied, Incomplete (log-in name, name, password) or Conflict (log-in name taken).
    """
    permissions.may_administer(by, county).or_raise()
    login = login.strip().casefold()
    if not LOGIN.fullmatch(login):
        raise _wrong("login", "登录名要 2 到 60 个字，只用字母、数字、汉字和 . _ - @。",
                     "A log-in name has 2 to 60 letters, digits, Chinese characters or . _ - @.")  # fmt: skip
    if not name.strip():
        raise _wrong("name", "请写姓名。", "Give the person's name.")
    numbers.hold(0, f"login {login}")  # names are of all counties
    if User.objects.filter(login=login).exists():
        raise Conflict(
            Words(f"登录名“{login}”已经有人用了。", f'The log-in name "{login}" is taken.'), code="login_taken"
        )
    user = User(
        county_code=county, login=login, name=name.strip(), phone=phone.strip(), must_change_password=must_change
    )
    check_password_strength(user, password)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: Actor, on: date) -> User:
    """Let a person sign in again, or no more. Raises Denied, or NotNow while they still hold a post: work needs an heir."""
    permissions.may_administer(by, user.county_code).or_raise()
    held = Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=on), user=user).select_related("post").first()
    if not is_active and held is not None:
        words = Words(
            f"{user.name}还任“{held.post.title}”，请先交接。", f"{user.name} still holds a post: hand it over first."
        )
        raise NotNow(words, code="still_holds_post")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def create_post(
    *, by: Actor, unit: Unit, title: str, roles: Sequence[str], title_en: str = "", is_officer: bool = False
) -> Post:
    """Set up a post of a unit; `is_officer` makes it the unit's petition officer's seat. Raises Denied, Incomplete (also for
    a unit that was closed) or Conflict."""
    permissions.may_administer(by, unit.county_code).or_raise()
    require_open(unit, "unit", unit.county_code)
    if not title.strip():
        raise _wrong("title", "请写岗位名称。", "Give the post's title.")
    unknown = [role for role in roles if role not in queries.roles_known()]
    if unknown or not roles:
        listed = "、".join(unknown)
        raise _wrong("roles", f"没有这样的角色：{listed}。" if listed else "请至少选一个角色。",
                     f"No such role: {', '.join(unknown)}." if listed else "Choose at least one role.")  # fmt: skip
    numbers.hold(unit.county_code, f"posts {unit.id}")
    if Post.objects.filter(unit=unit, title=title.strip()).exists():
        raise Conflict(
            Words(f"{unit.name}已有岗位“{title}”。", f"{unit.name} already has this post."), code="post_exists"
        )
    return Post.objects.create(
        county_code=unit.county_code, unit=unit, title=title.strip(), title_en=title_en.strip(),
        roles=list(dict.fromkeys(roles)), is_officer=is_officer,
    )  # fmt: skip


@transaction.atomic
def appoint(*, user: User, post: Post, since: date, by: Actor) -> Holding:
    """Give a person a post from a day on. Raises Denied, Incomplete (another county) or Conflict (holds it already)."""
    permissions.may_administer(by, post.county_code).or_raise()
    _check_person(user, post, since)
    return _hold(user, post, since, by)


@transaction.atomic
def stand_in(*, user: User, holding: Holding, since: date, until: date, by: Actor) -> Holding:
    """Let a person act in another's post during an absence, up to but without `until`.

    Raises Denied, Incomplete (period, same person) or Conflict (somebody stands in already).
    """
    post = holding.post
    permissions.may_administer(by, post.county_code).or_raise()
    if not since < until:
        raise _wrong("until", "结束日要在开始日之后。", "The last day must come after the first.")
    if since < holding.since or (holding.until is not None and until > holding.until):
        raise _wrong(
            "since", "代理的日子要在对方任职期间。", "The absence must lie within the holder's own time in the post."
        )
    if user.pk == holding.user_id or holding.kind == HoldingKind.SUBSTITUTE:
        raise _wrong("user", "请另选一人代理任职的人。", "Choose another person to stand in for the holder.")
    if holding.substitutes.filter(Q(until__isnull=True) | Q(until__gt=since), since__lt=until).exists():
        raise Conflict(Words("这几天已有人代理。", "Somebody stands in on these days already."), code="stood_in")
    _check_person(user, post, since)
    return Holding.objects.create(
        county_code=post.county_code, user=user, post=post, kind=HoldingKind.SUBSTITUTE, stands_for=holding,
        since=since, until=until, appointed_by_id=_person(by),
    )  # fmt: skip


@transaction.atomic
def end_substitution(*, holding: Holding, on: date, by: Actor) -> Holding:
    """The holder is back: the substitute acts no more from a day on. Raises Denied or NotNow."""
    permissions.may_administer(by, holding.county_code).or_raise()
    if holding.kind != HoldingKind.SUBSTITUTE:
        raise NotNow(Words("任职要通过交接结束。", "One's own post ends by a hand-over only."), code="needs_hand_over")
    _end(holding, on, by)
    return holding


@transaction.atomic
def hand_over(
    *, from_holding: Holding, to_user: User, on: date, by: Actor, today: date, to_post: Post | None = None
) -> HandOver:
    """End one person's holding on a day and let another take over post and open work (`to_post`: in a new post).

    Tells `on_hand_over` in the same transaction. Raises Denied, Incomplete or Conflict; NotNow for a coming day.
    """
    post = from_holding.post
    permissions.may_administer(by, post.county_code).or_raise()
    old = Holding.objects.select_for_update().get(pk=from_holding.pk)
    if old.until is not None or old.kind == HoldingKind.SUBSTITUTE:
        raise Conflict(Words("这个任职已经结束。", "This holding has ended already."), code="already_ended")
    if on > today:
        raise NotNow(
            Words("交接日不能晚于今天，到那天再办。", "A hand-over is done on its day, not before."), code="future"
        )
    if on < old.since:
        raise _wrong("on", f"交接日早于任职日 {old.since}。", f"The day is before the holding began ({old.since}).")
    if to_user.pk == old.user_id:
        raise _wrong("to_user", "请把工作交给另一个人。", "Choose another person to take over.")
    heir = to_post or post
    _check_person(to_user, heir, on, may_hold=True)
    _end(old, on, by)
    for substitute in old.substitutes.filter(Q(until__isnull=True) | Q(until__gt=on)):
        _end(substitute, max(on, substitute.since), by)
    if not Holding.objects.on(on).filter(user=to_user, post=heir, kind=HoldingKind.HOLDER).exists():
        _hold(to_user, heir, on, by)
    if not Holding.objects.on(on).filter(user=old.user_id).exists():
        _hand_charges_over(old, to_user, on, by)
    fact = HandOver(
        post.county_code, str(post.unit_id), str(post.pk), str(heir.unit_id), str(heir.pk),
        str(old.user_id), str(to_user.pk), on, by,
    )  # fmt: skip
    return replace(fact, moved=sum(listener(fact) for listener in on_hand_over))


@transaction.atomic
def give_charge(
    *, user: User, since: date, by: Actor, layer: int = ChargeLayer.AREA, region: Region | None = None, category: str = ""
) -> Charge:
    """Let a person answer for an area or a subject (a code of the pack's categories) from a day on.

    Raises Denied, Incomplete (neither or both of the two, unknown subject, nobody in post) or Conflict (given already).
    """
    permissions.may_administer(by, user.county_code).or_raise()
    if (region is None) == (not category):
        raise _wrong("region", "请选一个区划，或者选一类事项。", "Choose an area, or a subject.")
    if category and category not in queries.categories():
        raise _wrong("category", "没有这一类事项。", "There is no such subject.")
    if not Holding.objects.on(since).filter(user=user).exists():
        raise _wrong("user", f"{user.name}那天没有任职。", f"{user.name} holds no post on that day.")
    numbers.hold(user.county_code, f"charges {user.id}")
    same = Charge.objects.filter(user=user, layer=layer, region=region, category=category)
    if same.on(since).exists() or same.filter(until__isnull=True).exists():  # also one that begins later
        raise Conflict(Words("已经由这个人负责了。", "This person answers for it already."), code="charged")
    return Charge.objects.create(
        county_code=user.county_code, user=user, layer=layer, region=region, category=category, since=since, given_by_id=_person(by)
    )


@transaction.atomic
def end_charge(*, charge: Charge, on: date, by: Actor) -> Charge:
    """The person answers for it no more from a day on; what was so stays on record. Raises Denied or Incomplete."""
    permissions.may_administer(by, charge.county_code).or_raise()
    if on < charge.since:
        raise _wrong("on", f"日期早于开始日 {charge.since}。", f"The day is before it began ({charge.since}).")
    charge.until, charge.ended_by_id = on, _person(by)
    charge.save(update_fields=["until", "ended_by"])
    return charge


@transaction.atomic
def change_password(*, user: User, old: str, new: str) -> User:
    """Set one's own password. Raises Incomplete when the old one is wrong or the new one weak."""
    if not user.check_password(old):
        raise _wrong("old", "现在的密码不对。", "The present password is not right.")
    if old == new:
        raise _wrong("new", "新密码要与现在的不同。", "The new password must differ from the present one.")
    check_password_strength(user, new)
    return _store_password(user, new, must_change=False)


@transaction.atomic
def reset_password(*, user: User, password: str, by: Actor) -> User:
    """Give a person a password for one log-in; they choose their own next. Ends all their sessions. Raises Denied, Incomplete."""
    permissions.may_administer(by, user.county_code).or_raise()
    check_password_strength(user, password)
    return _store_password(user, password, must_change=True)


@transaction.atomic
def save_preferences(*, user: User, language: str, care_mode: bool) -> User:
    """Keep a person's language ("" as the browser asks) and 关怀模式. Raises Incomplete for another language."""
    if language not in LANGUAGES:
        raise _wrong("language", "没有这种语言。", "There is no such language.")
    user.language, user.care_mode = language, care_mode
    user.save(update_fields=["language", "care_mode"])
    return user


WEAK = {
    "password_too_short": Words("密码太短，至少 10 位。", "The password is too short: at least 10 characters."),
    "password_too_common": Words("这个密码太常见，容易被猜到。", "The password is too common and easily guessed."),
    "password_too_similar": Words(
        "密码和登录名或姓名太像。", "The password is too much like the log-in name or the name."
    ),
}


def check_password_strength(user: User, password: str) -> None:
    """Raise Incomplete with every reason why a password is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        found = [WEAK.get(one.code or "", Words(one.messages[0], one.messages[0])) for one in error.error_list]
        raise _wrong("new", "".join(w.zh for w in found), " ".join(w.en for w in found)) from error


def _store_password(user: User, password: str, *, must_change: bool) -> User:
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    return user


def _check_person(user: User, post: Post, since: date, *, may_hold: bool = False) -> None:
    if user.county_code != post.county_code or not user.is_active:
        raise _wrong("user", f"{user.name}不在本县或已停用。", f"{user.name} is of another county or may not sign in.")
    if not post.is_active or not post.unit.is_active:
        raise _wrong("post", f"岗位“{post.title}”已停用。", f'The post "{post.title}" is no longer used.')
    held = Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=since), user=user, post=post)
    if not may_hold and held.exists():
        raise Conflict(
            Words(f"{user.name}已在这个岗位上。", f"{user.name} is in this post already."), code="already_held"
        )


def _hold(user: User, post: Post, since: date, by: Actor) -> Holding:
    return Holding.objects.create(
        county_code=post.county_code, user=user, post=post, since=since, appointed_by_id=_person(by)
    )


def _hand_charges_over(old: Holding, heir: User, on: date, by: Actor) -> None:
    """Who leaves the last post answers for nothing any more; the heir does, where they do not already."""
    for charge in Charge.objects.on(on).filter(county_code=old.county_code, user=old.user_id):
        charge.until, charge.ended_by_id = on, _person(by)
        charge.save(update_fields=["until", "ended_by"])
        same = {"user": heir, "layer": charge.layer, "region": charge.region, "category": charge.category}
        if not Charge.objects.on(on).filter(**same).exists():
            Charge.objects.create(county_code=old.county_code, since=on, given_by_id=_person(by), **same)


def _end(holding: Holding, on: date, by: Actor) -> None:
    if on < holding.since:
        raise _wrong("on", f"日期早于开始日 {holding.since}。", f"The day is before it began ({holding.since}).")
    holding.until, holding.ended_by_id = on, _person(by)
    holding.save(update_fields=["until", "ended_by"])


def _person(by: Actor) -> UUID | None:
    return UUID(by.user) if by.user else None


def _wrong(field: str, zh: str, en: str) -> Incomplete:
    words = Words(zh, en)
    return Incomplete(words, {field: words}, code=f"bad_{field}")
