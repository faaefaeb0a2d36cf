"""Amounts of money in yuan: read as people write them, kept as text with two decimals, written in capitals (大写)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

MOST = Decimal("99999999999.99")  # a hundred billion: more than any agreement here
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES, _GROUPS = ("", "拾", "佰", "仟"), ("", "万", "亿")
LEAST = "≥"  # before an amount of which people know only that it is at least so much (七百余万元)
_LEAST_BEFORE = re.compile(r"^(?:≥|>=|>|超过|至少|不少于|不低于|高于|over|morethan|atleast)", re.IGNORECASE)
_LEAST_WITHIN = re.compile(r"[余多](?=万?元?$)|(?:以上|\+)$|余$")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]{1,6})?")


def parse(text: str) -> Decimal | None:
    """The amount in "48,200", "48200.5元", "4.82万元" or "￥0.5"; None when it is no amount above zero with whole fen."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").lstrip("¥￥").removesuffix("元")
    times = Decimal(10_000) if plain.endswith("万") else Decimal(1)
    plain = plain.removesuffix("万")
    if len(plain) > 20 or not _NUMBER.fullmatch(plain):
        return None
    try:
        amount = Decimal(plain) * times
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if 0 < amount <= MOST and amount == round(amount, 2) else None


def parse_least(text: str) -> str | None:
    """An amount as it is kept, with ≥ before it where the text says that it is at least so much: 700余万元, 7000000以上, ≥7000000,
    over 7000000. None when it is no amount."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lstrip("¥￥")
    exact = _LEAST_WITHIN.sub("", _LEAST_BEFORE.sub("", plain))
    amount = parse(exact)
    if amount is None:
        return None
    return kept(amount) if exact == plain else LEAST + kept(amount)


def bare(amount: str) -> str:
    """A kept amount without its ≥, to reckon with."""
    return amount.removeprefix(LEAST)


def kept(amount: Decimal) -> str:
    """An amount as it is kept in records: 48200.00."""
    return f"{amount:.2f}"


def written(amount: str | Decimal, *, least: bool = False) -> str:
    """An amount for reading, with thousands set apart: 48,200.00; ≥ 7,000,000.00 where it is at least so much."""
    mark = f"{LEAST} " if least or (isinstance(amount, str) and amount.startswith(LEAST)) else ""
    return f"{mark}{Decimal(bare(amount) if isinstance(amount, str) else amount):,.2f}"


def total(amounts: Iterable[str | None]) -> Decimal:
    """The sum of kept amounts; those missing count nothing, of one that is at least so much that much."""
    return sum((Decimal(bare(amount)) for amount in amounts if amount), Decimal(0))


def capitals(amount: str | Decimal) -> str:
    """The amount in the characters that cannot be altered: 肆万捌仟贰佰元整 (支付结算办法, 附一)."""
    fen = int(Decimal(amount) * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return f"{whole or '零元'}整"
    gap = "零" if whole and not jiao else ""
    tail = (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[fen]}分" if fen else "整")
    return whole + gap + tail


def _whole(number: int) -> str:
    """Whole yuan, four places at a time; a gap of zeros is read as one 零."""
    text, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place % 4]
            gap = False
        else:
            gap = True
        if place % 4 == 0 and number // 10**place % 10_000:
            text += _GROUPS[place // 4]
            gap = gap and digit == 0
    return text
