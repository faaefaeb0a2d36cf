"""Refusals and mistakes as JSON: {code, words: {zh, en}, article, fields?, since?}."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

NOT_FOUND = Words("没有找到，或不由您查看。", "Not found, or not yours to see.")
SIGN_IN = Words("请先登录，或带上有效的令牌。", "Sign in first, or send a valid token.")
UNREADABLE = Words("请求的内容看不懂，要用JSON。", "The body cannot be read; send JSON.")
NOT_YOUR_PAGE = Words(
    "缺少防伪标记，请从本平台的页面操作，或使用令牌。", "The CSRF mark is missing: act from our pages, or use a token."
)
ROOT = "/api/"
_PAGES: Mapping[int, tuple[Words, str]] = {
    400: (Words("请求看不懂。", "The request cannot be read."), "unreadable"),
    404: (Words("没有这个地址。", "There is no such address."), "not_found"),
    405: (Words("这个地址不能这样用。", "This address is not used that way."), "method"),
    413: (Words("发来的内容太大。", "What was sent is too large."), "too_large"),
}
SOME_WRONG = Words("有的内容要改。", "Some parts need a change.")
_TYPES: Mapping[str, str] = {
    "missing": "必填。",
    "extra_forbidden": "没有这个字段。",
    "int_parsing": "要写整数。",
    "int_type": "要写整数。",
    "string_type": "要写文字。",
    "bool_parsing": "要写 true 或 false。",
    "bool_type": "要写 true 或 false。",
    "list_type": "要写列表。",
    "dict_type": "要写对象。",
    "literal_error": "没有这一项。",
}


def answer(body: Any, status: int = 200) -> HttpResponse:
    """A JSON answer."""
    return HttpResponse(orjson.dumps(body), content_type="application/json", status=status)


def refusal(
    words: Words, code: str, status: int, *, article: str = "", fields: Mapping[str, Words] | None = None,
    since: Sequence[Words] = (),
) -> HttpResponse:  # fmt: skip
    """A refusal as JSON."""
    body: dict[str, Any] = {"code": code, "words": _pair(words), "article": article}
    if fields:
        body["fields"] = {name: _pair(text) for name, text in fields.items()}
    if since:
        body["since"] = [_pair(text) for text in since]
    return answer(body, status)


def always_json(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a program that asks under /api/ is told in JSON what another part of the product refuses as a page."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_ours = request.path.startswith(ROOT) and response.status_code in _PAGES
        if not is_ours or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        words, code = _PAGES[response.status_code]
        return refusal(words, code, response.status_code)

    return answered


def connect(api: NinjaAPI) -> None:
    """Tell the API how each kind of error is answered; anything else is a fault of ours and stays one."""
    api.add_exception_handler(DomainError, _domain)
    api.add_exception_handler(ObjectDoesNotExist, _absent)
    api.add_exception_handler(Http404, _absent)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, lambda request, error: refusal(SIGN_IN, "sign_in", 401))
    api.add_exception_handler(HttpError, _http)


def _domain(request: HttpRequest, error: DomainError | type[DomainError]) -> HttpResponse:
    assert isinstance(error, DomainError)
    return refusal(
        error.words, error.code, error.status, article=error.article, fields=getattr(error, "fields", None),
        since=getattr(error, "since", ()),
    )  # fmt: skip


def _absent(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(NOT_FOUND, "not_found", 404)


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, DomainError):  # raised while the body was read
        return _domain(request, error.__cause__)
    if error.status_code == 403:
        return refusal(NOT_YOUR_PAGE, "csrf", 403)
    return refusal(UNREADABLE, "unreadable", error.status_code)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {_place(found["loc"]): _said(found) for found in error.errors}
    return refusal(SOME_WRONG, "invalid", 422, fields=fields)


def _place(loc: Sequence[Any]) -> str:
    """Where it is, without the names of our own parameters: `people.0.phone`."""
    own = ("query", "body", "path", "header", "asked", "petition", "act")
    return ".".join(str(part) for part in loc if part not in own) or "body"


def _said(found: Mapping[str, Any]) -> Words:
    most = found.get("ctx", {}).get("le") or found.get("ctx", {}).get("max_length")
    zh = _TYPES.get(found["type"]) or (f"最多{most}。" if most else "写法不对。")
    return Words(zh, str(found["msg"])[:200])


def _pair(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.of("en")}
