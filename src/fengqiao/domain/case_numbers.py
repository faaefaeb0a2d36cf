"""The two codes of a case: the citizen's 12-digit tracking code and the office's running number."""

from __future__ import annotations

import re

RANDOM_DIGITS = 11
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
SEPARATORS = re.compile(r"[\s\-‐‑‒–—―－_·.]+")
NUMBER = re.compile(r"([A-Z0-9\u4e00-\u9fff]{1,8})-([0-9]{4})-([0-9]{6,9})")


def make_tracking_code(random_digits: str) -> str:
    """Eleven random digits and their check digit (ISO 7064 MOD 11,10); raises ValueError on anything else.

    The digits come from the caller, who owns the source of chance.
    """
    if len(random_digits) != RANDOM_DIGITS or not _are_digits(random_digits):
        raise ValueError("A tracking code is made from exactly eleven digits.")
    return random_digits + _check_digit(random_digits)


def is_valid(code: str) -> bool:
    """True when the text is twelve plain digits, the last of which checks the others."""
    return len(code) == RANDOM_DIGITS + 1 and _are_digits(code) and _check_digit(code[:-1]) == code[-1]


def normalise(text: str) -> str:
    """What somebody typed or read aloud, without spaces, hyphens and full-width digits; not yet checked."""
    return SEPARATORS.sub("", text.translate(FULL_WIDTH))


def grouped(code: str) -> str:
    """The code in groups of four, as it is printed and read aloud: 4071 8352 9644."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def case_number(prefix: str, year: int, n: int) -> str:
    """The office's number of the n-th case of a year, such as GZ-2026-000042; raises ValueError when malformed.

    The prefix is one to eight capital letters, digits or Chinese characters; a million cases a year simply make it longer.
    """
    number = f"{prefix}-{year:04d}-{n:06d}"
    if n < 1 or not NUMBER.fullmatch(number):
        raise ValueError(f"{number} is no case number: prefix-year-running number.")
    return number


def parts_of(number: str) -> tuple[str, int, int] | None:
    """The prefix, year and running number in a case number, or None when it is none."""
    match = NUMBER.fullmatch(number)
    return (match[1], int(match[2]), int(match[3])) if match else None


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _check_digit(digits: str) -> str:
    product = 10
    for digit in digits:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)
