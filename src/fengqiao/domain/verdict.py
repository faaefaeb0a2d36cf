"""Yes, or no with reasons in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fengqiao.domain.errors import Denied, DomainError, NotNow
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a stable code, words for people, the article it rests on."""

    code: str
    words: Words
    article: str = ""
    personal: bool = False  # True: another person might; False: nobody may now


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may this be done now?"; truthy when it may."""

    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.reasons

    def or_raise(self) -> None:
        """Raise Denied (this person may not) or NotNow (nobody may now) when the answer is no."""
        if not self.reasons:
            return
        kind: type[DomainError] = Denied if all(r.personal for r in self.reasons) else NotNow
        zh = "".join(r.words.zh for r in self.reasons)
        en = " ".join(r.words.of("en") for r in self.reasons)
        article = next((r.article for r in self.reasons if r.article), "")
        raise kind(Words(zh, en), code=self.reasons[0].code, article=article)


YES = Verdict()


def no(code: str, words: Words, article: str = "", *, personal: bool = False) -> Verdict:
    """A refusal with one reason."""
    return Verdict((Reason(code, words, article, personal),))


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """All reasons of all refusals; yes when there are none."""
    return Verdict(tuple(reason for verdict in verdicts for reason in verdict.reasons))
