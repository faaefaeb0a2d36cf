"""Writing a method of one's own: the same data as the packs that come with the program, through the same checks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.domain.errors import NotNow, PackError
from fengqiao.domain.holiday_notice import Notice
from fengqiao.domain.packs import Pack
from fengqiao.domain.prove import Problem, Space, prove
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles

DIGITS, PLAIN = "一二三四五六七八九123456789", "123456789123456789"  # of a slogan such as 四三三
OF_TIME = "天日"
NUMBERS = re.compile(f"(?:[1-9][0-9]?|[一二三四五六七八九])[{OF_TIME}]?")
NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_HEAD = re.compile(r"^pack:", re.M)
_NAMED = re.compile(r"\bname:\s*['\"]?([^\s'\"#,}]+)")
_explored: list[Space] = []  # the ways of packs proven before: a place's own usually goes the same ones


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found in a text: the pack when it could be read, and everything that is wrong."""

    pack: Pack | None
    problems: tuple[Problem, ...]

    @property
    def is_proven(self) -> bool:
        """True when it may be used."""
        return self.pack is not None and not self.problems


def check(text: str) -> Checked:
    """Read and prove a pack as it is typed; each problem says file, line and key, and what is wrong, in both languages."""
    head = _HEAD.search(text)
    named = _NAMED.search(text, head.end()) if head else None  # two looks, each once through the text
    name = named[1] if named else "pack"
    if not NAME.fullmatch(name):
        words = Words("名称用小写字母开头，只用小写字母、数字和连字符。",
                      "The name begins with a letter and has small letters, digits and hyphens.")  # fmt: skip
        return Checked(None, (Problem(f"{name[:40]}.yaml", "pack.name", words),))
    try:
        pack = packfiles.load_text(name, text)
    except PackError as error:
        return Checked(None, (Problem(error.where, error.key, error.said),))
    return Checked(pack, prove(pack, _explored).problems)


def publish(text: str, *, by: Actor) -> Pack:
    """Put a proven pack among those of the site; units choose it from then on, open cases keep what they began with.

    Raises Denied, PackError for what is not proven, or NotNow for the name of a pack that comes with the program, and for a
    change without a new version.
    """
    may_administer(by, by.county).or_raise()
    checked = check(text)
    if checked.pack is None or checked.problems:
        first = checked.problems[0]
        raise PackError(first.words, where=first.where, key=first.key)
    pack = checked.pack
    if packfiles.is_shipped(pack.name):
        words = Words(f"“{pack.name}”是随程序来的，请另起名称，写 extends: {pack.name}。",
                      f"“{pack.name}” comes with the program: give yours another name and write extends: {pack.name}.")  # fmt: skip
        raise NotNow(words, code="shipped")
    before = packfiles.site_text(pack.name)
    if before is not None and before != text and packfiles.load(pack.name).version == pack.version:
        words = Words("内容改了，版本号也要改：已经在办的事还按原来的版本。",
                      "What it says changed, so must its version: open cases keep the old one.")  # fmt: skip
        raise NotNow(words, code="same_version")
    packfiles.write_site(pack.name, text)
    return pack


def publish_year(notice: Notice, source: str, *, by: Actor) -> Notice:
    """Put a year's days off to use, at once in every process; last days that were kept stay until they are reckoned again.

    Raises Denied, or PackError for a year that comes with the program or cannot be right.
    """
    may_administer(by, by.county).or_raise()
    days = [days for year in packfiles.calendar().years.values() for days in (year.holidays, year.workdays)]
    english = {words.zh: words.of("en") for named in days for words in named.values() if words.en}
    packfiles.write_year(notice.year, notice.mapping(source.strip(), english))
    return notice


def skeleton(answers: dict[str, str]) -> str:
    """The first text of a method from its answers: names, place, desk, tiers (one a line), slogan with its parts, first visit in days.

    What has no English yet stands in Chinese in both places; what proves a part is for the place to name (K-03).
    """
    def said(key: str, default: str) -> str:
        return (answers.get(key) or default).strip().replace('"', "”").replace("\n", " ")[:80]

    def rows(key: str, default: str, most: int) -> list[str]:
        lines = (said_line.strip().replace('"', "”")[:30] for said_line in (answers.get(key) or default).splitlines())
        return [line for line in lines if line][:most]

    name, title = (answers.get("id") or "our-method").strip(), said("title", "我们镇自己的工作法")
    tiers, parts = rows("tiers", "初调\n再调\n三调", 5), rows("parts", "", 30)
    levels = ("village", "town", "county")
    lines = [
        "# 每一行都可以改；写错了，检查会说哪一行、为什么。Every line may be changed; the check says which line is wrong and why.",
        "pack:", f"  name: {name}", '  version: "1.0"', f"  title: {_both(title, said('title_en', title))}",
        "  extends: national", f'  sources: ["{said("source", "本地文件名称和日期")}"]', "",
        "method:", f"  place: {_both(said('place', '本地'))}", "  confidence: stated",
    ]  # fmt: skip
    if answers.get("desk"):
        lines += ["  labels:", f"    intake_desk: {_both(said('desk', '接访室'), 'Reception room')}"]
    if parts:
        lines += ["  codes:", "    - id: ours", f"      name: {_both(said('slogan', '口号'))}",
                  "      parts:  # 凭什么记录证明：每一部分后面可以写 proof: [ ]，能用的名称列在本页下面",
                  *(f"        - {part}" for part in map(_part, parts, _counts(said("slogan", ""), len(parts))))]  # fmt: skip
    lines += ["", "ladder:"]
    lines += [f"  - {{id: tier-{n}, name: {_both(tier, f'Tier {n}')}, level: {levels[min(n - 1, 2)]}, roles: [mediator], days: 7, "
              "source: 人民调解法 第三十四条}" for n, tier in enumerate(tiers, 1)]  # fmt: skip
    return "\n".join(lines + _first_visit(answers.get("days", "").strip())) + "\n"


def upon(parent: Pack) -> str:
    """The first text of a method that stands on another and says only what is other than there."""
    zh, en = parent.title.zh, parent.title.of("en")
    return "\n".join([
        f"# 只写和“{zh}”不同的，其余照它。Only what differs is written; the rest is as in “{en}”.",
        "pack:", f"  name: our-{parent.name}", '  version: "1.0"', f"  title: {_both(f'{zh}（本地）', f'{en}, as it is here')}",
        f"  extends: {parent.name}", "  sources: [本地文件名称和日期]", "", "method:", f"  place: {_both('本地', 'Our place')}", "",
    ])  # fmt: skip


def _both(zh: str, en: str = "") -> str:
    return f'{{zh: "{zh}", en: "{en or zh}"}}'


def _counts(slogan: str, parts: int) -> list[str]:
    """The number of each part in a slogan such as 四三三, 1211 or 3天见面、30天办结; 1 for each where the slogan has not as many."""
    numbers, digits = NUMBERS.findall(slogan), [char for char in slogan if char in DIGITS]
    found = next((some for some in (numbers, digits) if len(some) == parts), ["1"] * parts)
    return [number.translate(str.maketrans(DIGITS, PLAIN)) for number in found]


def _part(words: str, count: str) -> str:
    """One part of a slogan; of several things under one digit each waits for its name, days are one thing."""
    n = int(count.rstrip(OF_TIME))
    items = ", items: [" + ", ".join(['""'] * n) + "]" if n > 1 and count.isdigit() else ""
    return f"{{n: {n}, name: {_both(words)}{items}}}"


def _first_visit(days: str) -> list[str]:
    """The clock of the first visit with fewer days than the national pack has; a remark where they are not fewer."""
    limit = packfiles.load("national").clocks["CLK-37"]
    if not days:
        return []
    if not (days.isascii() and days.isdigit() and 0 < int(days) < (limit.days or 0)):
        return ["", f"# 办结以后几日内回访：填的是“{days[:10]}”，没有写进来，因为要少于国家程序的{limit.days}日。"]
    name = _both(f"{limit.name.zh}（{days}日）", f"{limit.name.en}, {days} days")
    return ["", "clocks:  # 只写和国家程序不同的：天数只能更少", "  CLK-37:", f"    name: {name}", f"    days: {days}", "    warn: [2, 1]",
            "    certainty: local"]  # fmt: skip
