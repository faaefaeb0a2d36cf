"""Packs: the law and the work methods as data, read strictly, extended without loosening."""

from fengqiao.domain.packs.extending import Read, Written, parse, resolve, stored
from fengqiao.domain.packs.parts import CARDS, Card, Pack, PaperKind
from fengqiao.domain.packs.showing import show

__all__ = ["CARDS", "Card", "Pack", "PaperKind", "Read", "Written", "parse", "resolve", "show", "stored"]
