"""Writing a method of one's own: the same data as the packs that come with the program, through the same checks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.domain.errors import NotNow, PackError
from fengqiao.domain.packs import Pack
from fengqiao.domain.prove import Problem, Space, prove
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles

NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_HEAD = re.compile(r"^pack:.*?\bname:\s*['\"]?([^\s'\"#,}]+)", re.M | re.S)
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
    named = _HEAD.search(text)
    name = named[1] if named else "pack"
    if not NAME.fullmatch(name):
        words = Words("名称用小写字母开头，只用小写字母、数字和连字符。",
                      "The name begins with a letter and has small letters, digits and hyphens.")  # fmt: skip
        return Checked(None, (Problem(f"{name[:40]}.yaml", "pack.name", words),))
    try:
        pack = packfiles.load_text(name, text)
    except PackError as error:
        return Checked(None, (Problem("", "", error.words),))
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


def skeleton(answers: dict[str, str]) -> str:
    """The first text of a method from six answers: name, town, desk, tiers (one a line), slogan with its parts, first visit in days."""
    def said(key: str, default: str) -> str:
        return (answers.get(key) or default).strip().replace('"', "”").replace("\n", " ")[:80]

    name = (answers.get("id") or "our-method").strip()
    tiers = [line.strip()[:30] for line in (answers.get("tiers") or "初调\n再调\n三调").splitlines() if line.strip()][:5]
    levels = ("village", "town", "county")
    parts = [part.strip()[:30] for part in (answers.get("parts") or "").splitlines() if part.strip()][:30]
    lines = [
        "# 每一行都可以改；写错了，检查会说哪一行、为什么。Every line may be changed; the check says which line is wrong and why.",
        "pack:", f"  name: {name}", '  version: "1.0"', f'  title: {{zh: "{said("title", "我们镇自己的工作法")}", en: "Our own method"}}',
        "  extends: national", f'  sources: ["{said("source", "本地文件名称和日期")}"]', "",
        "method:", f'  place: {{zh: "{said("place", "本地")}", en: "Our place"}}', "  confidence: stated",
    ]  # fmt: skip
    if answers.get("desk"):
        lines += ["  labels:", f'    intake_desk: {{zh: "{said("desk", "接访室")}", en: "Reception room"}}']
    if parts:
        lines += ["  codes:", "    - id: ours", f'      name: {{zh: "{said("slogan", "口号")}", en: "Our slogan"}}', "      parts:"]
        lines += [f'        - {{n: 1, name: {{zh: "{part}", en: "Part {n}"}}, proof: [owner_set]}}' for n, part in enumerate(parts, 1)]
    lines += ["", "ladder:"]
    lines += [f'  - {{id: tier-{n}, name: {{zh: "{tier}", en: "Tier {n}"}}, level: {levels[min(n - 1, 2)]}, roles: [mediator], days: 7, '
              "source: 人民调解法 第三十四条}" for n, tier in enumerate(tiers, 1)]  # fmt: skip
    days = answers.get("days", "").strip()
    if days.isascii() and days.isdigit() and int(days) < 30:
        lines += ["", "clocks:", "  CLK-37:"]
        lines += [f"    {line}" for line in _first_visit(int(days))]
    return "\n".join(lines) + "\n"


def _first_visit(days: int) -> list[str]:
    """The clock of the first visit as the national pack has it, with fewer days."""
    base = packfiles.load("national").data["clocks"]["CLK-37"]
    words = base["name"]
    return [
        f'name: {{zh: "{words["zh"]}（{days}日）", en: "{words["en"]}, {days} days"}}', f"starts: {base['starts']}",
        f"stops: {base['stops']}",
        f"days: {days}", f"unit: {base['unit']}", "extension_max: 0", "pauses: []", f"owner: {base['owner']}", "warn: [2, 1]",
        f"source: {base['source']}", "certainty: local",
    ]  # fmt: skip
