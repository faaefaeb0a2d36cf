"""fengqiao token: make, list and take back the keys with which programs use the API."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from fengqiao.console.progress import out, say, table, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

if TYPE_CHECKING:
    from fengqiao.apps.accounts.models import Post, User

MOST_DAYS = 3660


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's options."""
    parser = subparsers.add_parser("token")
    acts = parser.add_subparsers(dest="act", required=True)
    create = acts.add_parser("create", help=tell("为一个人的一个岗位发令牌", "a token for one post of one person"))
    create.add_argument("login", help=tell("登录名", "log-in name"))
    create.add_argument(
        "--post", default="", help=tell("岗位名称（有几个岗位时）", "the post's title, where there are several")
    )
    create.add_argument("--name", default="", help=tell("给谁用", "what it is for"))
    create.add_argument("--days", type=int, default=365, help=tell("有效天数", "days it is good for"))
    listed = acts.add_parser("list", help=tell("列出一个人的令牌", "the tokens of a person"))
    listed.add_argument("login", help=tell("登录名", "log-in name"))
    revoke = acts.add_parser("revoke", help=tell("收回一个令牌", "take a token back"))
    revoke.add_argument("id", help=tell("list 中的编号", "its id as listed"))


def run(args: argparse.Namespace) -> int:
    """Make, list or revoke; exit code 0. Raises Incomplete naming what is wrong."""
    from fengqiao.console import django_env

    django_env.ready()
    if args.act == "create":
        return _create(args.login, args.post, args.name, args.days)
    return _list(args.login) if args.act == "list" else _revoke(args.id)


def _create(login: str, title: str, name: str, days: int) -> int:
    from fengqiao.apps.api import services
    from fengqiao.kernel.moment import now, today

    if not 1 <= days <= MOST_DAYS:
        raise Incomplete(Words(f"--days 要在1到{MOST_DAYS}之间。", f"--days must be from 1 to {MOST_DAYS}."))
    user = _user(login)
    post = _post(user, title)
    expires_on = today() + timedelta(days=days)
    _, text = services.create_token(user=user, post=post, at=now(), name=name, expires_on=expires_on)
    say(f"{user.name} · {post.title}，到 {expires_on} 为止。只显示这一次：",
        f"{user.name} · {post.label}, until {expires_on}. Shown this once:")  # fmt: skip
    out.print(text, markup=False, highlight=False, soft_wrap=True)
    return 0


def _list(login: str) -> int:
    from fengqiao.apps.api.models import ApiToken

    tokens = ApiToken.objects.filter(user=_user(login)).select_related("post")
    head = ("id", tell("岗位", "post"), tell("用途", "for"), tell("到期", "until"), tell("最近使用", "last used"), "")
    table(head, [
        (str(token.id), token.post.label, token.name, str(token.expires_on or ""), str(token.last_used_on or ""),
         tell("已收回", "revoked") if token.revoked_at else "")
        for token in tokens
    ])  # fmt: skip
    return 0


def _revoke(key: str) -> int:
    from django.core.exceptions import ValidationError

    from fengqiao.apps.api import services
    from fengqiao.apps.api.models import ApiToken
    from fengqiao.kernel.moment import now

    try:
        token = ApiToken.objects.get(id=key)
    except (ApiToken.DoesNotExist, ValidationError) as error:
        raise Incomplete(Words(f"没有令牌 {key[:40]}。", f"There is no token {key[:40]}.")) from error
    services.revoke_token(token=token, at=now())
    say("已收回。", "Revoked.")
    return 0


def _user(login: str) -> User:
    from fengqiao.apps.accounts.models import User

    try:
        return User.objects.get_by_natural_key(login)
    except User.DoesNotExist as error:
        raise Incomplete(Words(f"没有登录名 {login[:60]}。", f"There is no log-in {login[:60]}.")) from error


def _post(user: User, title: str) -> Post:
    """The post a token is for: the one named, else the only one. Raises Incomplete listing the choices."""
    from fengqiao.apps.accounts.models import Holding
    from fengqiao.kernel.moment import today

    held = Holding.objects.on(today()).filter(user=user, post__is_active=True).select_related("post__unit")
    posts = [holding.post for holding in held]
    fitting = [post for post in posts if not title or title in (post.title, post.title_en)]
    if len(fitting) == 1:
        return fitting[0]
    names = "、".join(f"{post.title}（{post.unit.name}）" for post in posts) or "—"
    raise Incomplete(Words(f"请用 --post 选一个岗位：{names}。", f"Choose one post with --post: {names}."))
