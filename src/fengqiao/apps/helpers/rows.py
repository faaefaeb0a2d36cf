"""One row of a table as a helper, or what is wrong with it; and where somebody is, by the name of a unit or village."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fengqiao.apps.helpers import committees as bodies
from fengqiao.apps.helpers.models import Committee
from fengqiao.apps.helpers.services import Entered
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Region, Unit
from fengqiao.apps.organisations.places import Places, places_of
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.headings import admissible, code_of, guess, plain
from fengqiao.kernel.sheets import LOST_DIGITS, Row, Sheet

FIELDS: Mapping[str, Words] = {
    "name": Words("姓名", "Name"),
    "kinds": Words("类别", "Kinds"),
    "place": Words("单位或者村", "Unit or village"),
    "languages": Words("语言", "Languages"),
    "specialities": Words("专长", "Specialities"),
    "phone": Words("电话", "Telephone"),
    "note": Words("备注", "Note"),
}
"""Parts of a helper that a column can give."""

ALIASES: Mapping[str, str] = {
    "name": "姓名 名字 人员姓名 调解员姓名 name",
    "kinds": "类别 人员类别 身份 身份类别 类型 kind kinds type",
    "place": "单位/村 单位或者村 单位 村 村（社区） 所在单位 工作单位 所属单位 调委会 所在村 unit village place body",
    "languages": "语言 会说的语言 民族语言 language languages",
    "specialities": "专长 特长 擅长 擅长领域 speciality specialities",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 phone telephone mobile",
    "note": "备注 说明 note remark",
}
KINDS: Mapping[str, str] = {
    "mediator": "调解员 专职调解员 兼职调解员 专职人民调解员 兼职人民调解员",
    "deputy": "人大代表 政协委员 代表委员 两代表一委员 党代表",
    "veteran": "退伍军人 退役军人 老兵",
    "elder": "老党员 老干部 老教师 老模范 老军人 乡贤 寨老 长者",
    "neighbour_leader": "红管家 楼栋长 单元长 网格长",
    "committee_head": "调解主任 调委会主任 人民调解委员会主任",
    "village_cadre": "包村干部 联村干部 驻村干部",
    "village_secretary": "村支书 支书 村书记 社区书记 党支部书记 村党支部书记",
    "first_secretary": "第一书记",
    "grid_worker": "专职网格员",
    "police": "民警 辅警 社区民警 驻村辅警",
    "town_leader": "镇领导 乡领导 乡镇领导 联村领导 包村领导",
    "justice_head": "司法所所长",
    "lawyer": "律师 法律顾问 村居法律顾问",
    "counsellor": "心理咨询师 心理辅导员 心理医生",
    "interpreter": "翻译 双语人员",
    "expert": "专家",
    "department_officer": "部门干部 单位工作人员",
}
"""Usual names of the kinds, beside those of the pack."""

LANGUAGES: Mapping[str, str] = {
    "zh": "汉语 汉 国语", "dialect": "方言 本地话 土话", "hmn": "苗 苗话", "tji": "土家 土家话", "bo": "藏 藏话",
    "ug": "维语 维吾尔", "mn": "蒙语 蒙古", "za": "壮 壮话", "yi": "彝 彝话",
}  # fmt: skip
_BETWEEN = re.compile(r"[、，,;；/|\s]+")


@dataclass(frozen=True)
class Whereabouts:
    """The units, committees and places of a county by the names that people write."""

    units: Mapping[str, Unit]
    places: Places
    regions: Mapping[str, Region]
    committees: Mapping[str, Committee]

    def committee(self, text: str) -> Committee | None:
        """The committee of that name that stands today."""
        return self.committees.get(plain(text))

    def find(self, text: str) -> tuple[Unit | None, Region | None]:
        """The unit, that of a committee, else the region that a text names; neither for an empty one.

        Raises Incomplete for an unknown one.
        """
        wanted = plain(text)
        if not wanted:
            return None, None
        committee = self.committees.get(wanted)
        unit = self.units.get(wanted) or (committee.unit if committee else None)
        region = None if unit else self.regions.get(self.places.region_of(text))
        if unit is None and region is None:
            words = Words(f"没有“{text[:40]}”这个单位或者村。", f"There is no unit or village “{text[:40]}”.")
            raise Incomplete(words, {"place": words})
        return unit, region

    @property
    def names(self) -> list[str]:
        """What may be chosen while one types: committees and units first, then towns and villages."""
        named = (committee.name for committee in self.committees.values())
        return [*named, *dict.fromkeys(unit.label for unit in self.units.values()), *self.places.labels]


def whereabouts_of(county: int) -> Whereabouts:
    """The units and places of a county (five queries)."""
    places = places_of(county)
    units = list(organisations.units_of(county).order_by("code"))
    named = {plain(name): unit for unit in units for name in (unit.code, unit.name_en, unit.name) if name}
    regions = {region.code: region for region in Region.objects.filter(code__in=places.labels.values())}
    committees = {plain(one.name): one for one in bodies.standing(county)}
    return Whereabouts(named, places, regions, committees)


def settle(sheet: Sheet) -> dict[str, int]:
    """Field -> position of its column; raises Incomplete for a column that labels people, or without name and kind."""
    admissible(sheet.columns)
    at = {name: sheet.columns.index(column) for name, column in guess(sheet.columns, ALIASES).items()}
    missing = [FIELDS[name] for name in ("name", "kinds") if name not in at]
    if missing:
        words = Words(
            f"没有认出这些列：{'、'.join(w.zh for w in missing)}。表头请写：姓名、类别、单位/村、语言、专长、电话；"
            f"文件里有：{'、'.join(sheet.columns)}。",
            f"These columns were not recognised: {', '.join(w.of('en') for w in missing)}. The headings are name, kind, unit, "
            f"language, speciality, phone; the file has: {', '.join(sheet.columns)}.",
        )
        raise Incomplete(words, {"file": words})
    return at


@dataclass(frozen=True)
class Reader:
    """How the rows of one table are read in a county."""

    at: Mapping[str, int]
    pack: Pack
    where: Whereabouts

    def read(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Entered, dict[str, Words]]]:
        """Each row with what it says and what is wrong in it, by field."""
        return ((row, *self._entered(row)) for row in rows)

    def _entered(self, row: Row) -> tuple[Entered, dict[str, Words]]:
        parts = {name: row.cells[self.at[name]] if name in self.at else "" for name in FIELDS}
        wrong = {name: _LOST for name, text in parts.items() if text == LOST_DIGITS}
        parts |= dict.fromkeys(wrong, "")
        kinds, no_kind = self._codes(parts["kinds"], "helper_kinds", KINDS)
        languages, no_language = self._codes(parts["languages"], "languages", LANGUAGES)
        specialities, other = self._codes(parts["specialities"], "categories", {})
        if no_kind:
            wrong["kinds"] = self._unknown(no_kind[0], "helper_kinds")
        if no_language:
            wrong["languages"] = self._unknown(no_language[0], "languages")
        unit, region = None, None
        try:
            unit, region = self.where.find(parts["place"])
        except Incomplete as refusal:
            wrong |= refusal.fields
        return Entered(
            name=parts["name"], kinds=kinds, unit=unit, committee=self.where.committee(parts["place"]), region=region,
            languages=languages, specialities=specialities,
            phone=parts["phone"], note="；".join(filter(None, [parts["note"], "、".join(other)])), source_key=_key(parts),
        ), wrong  # fmt: skip

    def _codes(self, text: str, listed: str, usual: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """The codes that a cell names, and what it says besides."""
        codes, unknown = [], []
        known = self.pack.lists[listed]
        whole = code_of(text, known, {})
        for part in [text] if whole else _BETWEEN.split(text.strip()):
            code = code_of(part, known, usual) or self._part_of(part, known)
            if code:
                codes.append(code)
            elif part:
                unknown.append(part)
        return list(dict.fromkeys(codes)), unknown

    def _part_of(self, text: str, known: Mapping[str, Words]) -> str:
        """A list entry such as 律师、法律顾问 is named by each of its parts."""
        wanted = plain(text)
        parts = ((code, _BETWEEN.split(words.zh)) for code, words in known.items())
        return next((code for code, names in parts if wanted and wanted in map(plain, names)), "")

    def _unknown(self, text: str, listed: str) -> Words:
        known = self.pack.lists[listed].values()
        return Words(
            f"没有“{text[:40]}”这一项，有：{'；'.join(words.zh for words in known)}。",
            f"There is no “{text[:40]}”; there are: {'; '.join(words.of('en') for words in known)}.",
        )


def reader_for(sheet: Sheet, county: int, pack: Pack) -> Reader:
    """How a table is read in a county; raises Incomplete as `settle` does."""
    return Reader(settle(sheet), pack, whereabouts_of(county))


def unused(sheet: Sheet) -> Sequence[str]:
    """The columns that say nothing the directory keeps."""
    return [column for column in sheet.columns if column not in guess(sheet.columns, ALIASES).values()]


_LOST = Words("这一格存成了数字，后几位已经丢失；请把这一列设为“文本”格式后重新填写。",
              "This cell was stored as a number and its last digits are lost; make the column text and fill it in again.")


def _key(parts: Mapping[str, str]) -> str:
    """A keyed fingerprint of who a row is about: name, place and telephone; the telephone cannot be read out of it."""
    who = "|".join((plain(parts["name"]), plain(parts["place"]), "".join(c for c in parts["phone"] if c.isdigit())))
    return f"row:{(vault.blind_index(who, 'helper row') or b'').hex()}"
