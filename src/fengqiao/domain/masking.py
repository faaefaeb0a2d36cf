"""Names, telephone and identity numbers as lists may show them (product U-13, U-16)."""

from __future__ import annotations

DOTS = str.maketrans({"•": "·", "‧": "·", "・": "·", ".": "·", "．": "·"})
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒")
ANONYMOUS = "匿名"


def plain_name(name: str) -> str:
    """A name with one kind of dot and single spaces; any script, not split, not judged."""
    text = " ".join(name.split())
    return text.translate(DOTS) if any("\u4e00" <= c <= "\u9fff" for c in text) else text


def mask_name(name: str) -> str:
    """吴*升, 扎西*玛, 欧阳*: enough to recognise, not enough to know; an empty name is anonymous."""
    text = plain_name(name)
    if not text:
        return ANONYMOUS
    if " " in text or text.isascii():
        return f"{text[0]}***"
    head = 2 if text.startswith(COMPOUND) or len(text) > 3 else 1
    tail = 1 if len(text) > head + 1 else 0
    return text[:head] + "*" * max(1, len(text) - head - tail) + (text[-1] if tail else "")


def mask_phone(phone: str) -> str:
    """138****5678; short numbers keep their last two digits only."""
    text = "".join(c for c in phone if c.isdigit() or c == "+")
    if not text:
        return ""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * max(0, len(text) - 2) + text[-2:]


def mask_id_number(number: str) -> str:
    """9999**********0016."""
    text = number.strip()
    return f"{text[:4]}{'*' * max(0, len(text) - 8)}{text[-4:]}" if len(text) >= 12 else "*" * len(text)
