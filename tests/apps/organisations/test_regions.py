"""Regions: codes, files, what is refused and how, and the five real counties."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from fengqiao.apps.organisations import queries, services
from fengqiao.apps.organisations.models import Region
from fengqiao.apps.organisations.region_codes import RegionRow, level_of, lineage_of, parent_of, read_rows
from fengqiao.domain.errors import Incomplete

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("FENGQIAO_DATA", "../shared/data")) / "cn_divisions"
REAL = {  # county: (towns, villages), from the data's own README
    "433126": (7, 112),
    "341203": (12, 117),
    "430981": (14, 195),
    "440513": (13, 273),
    "540502": (9, 56),
}
SMALL = ["code,name,level", "990000000000,云岭省,1", "999900000000,清江市,2", "999901000000,澜溪县,3",
         "999901101000,坪上镇,4", "999901101201,大寨村,5"]  # fmt: skip


def write(folder: Path, lines: Iterable[str], name: str = "regions.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return file


def load(*files: Path, **options: object) -> object:
    return services.load_regions((row for file in files for row in read_rows(file)), **options)  # type: ignore[arg-type]


def refusal(*files: Path, **options: object) -> str:
    with pytest.raises(Incomplete) as caught:
        load(*files, **options)
    assert not Region.objects.exists()
    return f"{caught.value.words.zh} | {caught.value.words.en}"


def test_the_code_says_level_and_parents() -> None:
    assert [level_of(code) for code in lineage_of("433126108205")] == [1, 2, 3, 4, 5]
    assert parent_of("433126108205", 5) == "433126108000"
    assert parent_of("430000000000", 1) is None


def test_a_small_file_loads_with_parents(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, SMALL))
    assert loaded.by_level == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}
    assert Region.objects.get(code="999901101201").parent.name == "坪上镇"
    assert queries.path_name("999901101201") == "云岭省清江市澜溪县坪上镇大寨村"
    assert queries.path_name("999901101201", inside="999901000000") == "坪上镇大寨村"


def test_loading_twice_stores_once_and_takes_new_names(tmp_path: Path) -> None:
    load(write(tmp_path, SMALL))
    load(write(tmp_path, [line.replace("大寨村", "大寨社区") for line in SMALL]))
    assert Region.objects.count() == 5
    assert Region.objects.get(code="999901101201").name == "大寨社区"


def test_children_may_come_before_parents(tmp_path: Path) -> None:
    assert load(write(tmp_path, [SMALL[0], *reversed(SMALL[1:])])).total == 5


def test_a_county_brings_its_province_and_prefecture_or_says_what_is_missing(tmp_path: Path) -> None:
    file = write(tmp_path, [*SMALL, "998800000000,别的市,2"])
    assert "regions.csv:4" in refusal(file, county_codes=["999901"], with_ancestors=False)
    assert load(file, county_codes=["999901"]).total == 5
    assert not Region.objects.filter(code="998800000000").exists()


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("999901102201,无镇村,5", "regions.csv:7", "999901102000"),
        ("999901101201,又一村,5", "regions.csv:7", "重复"),
        ("99990110,短,4", "regions.csv:7", "8 位"),
        ("99990110120a,字母,5", "regions.csv:7", "不是数字"),
        ("999901101202,,5", "regions.csv:7", "没有名称"),
        ("999901101202,错级村,4", "regions.csv:7", "级别 4"),
        ("999901102000,不是村,5", "regions.csv:7", "级别 5"),
        ("999901101202,怪级村,很高", "regions.csv:7", "级别"),
        ("９９９９０１１０１２０２,全角,5", "regions.csv:7", "不是数字"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_stored(tmp_path: Path, line: str, place: str, words: str) -> None:
    said = refusal(write(tmp_path, [*SMALL, line]))
    assert place in said
    assert words in said


def test_every_wrong_line_is_named(tmp_path: Path) -> None:
    said = refusal(write(tmp_path, [*SMALL, "1,短", "2,短"]))
    assert "regions.csv:7" in said
    assert "regions.csv:8" in said


def test_files_that_are_no_region_files(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.csv.gz"
    damaged.write_bytes(gzip.compress("\n".join(SMALL).encode())[:-9])
    assert "没有这个文件" in refusal(tmp_path / "absent.csv")
    assert "code 和 name" in refusal(write(tmp_path, ["代码,名称", "1,2"]))
    assert "code 和 name" in refusal(write(tmp_path, []))
    assert "没有一行" in refusal(write(tmp_path, ["code,name"]))
    assert "UTF-8" in refusal(write(tmp_path, SMALL, encoding="gb18030"))
    assert "损坏" in refusal(damaged)
    csv.field_size_limit(131_072)  # Python's own; the import of letters raises it for its process
    assert "不是 CSV" in refusal(write(tmp_path, ["code,name", '990000000000,"' + "长" * 200_000]))


def test_an_unknown_or_misspelt_county_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL)
    assert "没有 433126" in refusal(file, county_codes=["433126"])
    assert "6 位" in refusal(file, county_codes=["4331"])


def test_a_city_without_counties_is_its_own_county() -> None:
    rows = [
        RegionRow("440000000000", "广东省", 1, "a:1"),
        RegionRow("441900000000", "东莞市", 2, "a:2"),
        RegionRow("441900000000", "东莞市", 3, "a:3"),
        RegionRow("441900003000", "东城街道", 4, "a:4"),
    ]
    assert services.load_regions(rows, county_codes=["441900"]).total == 3
    assert queries.path_name("441900003000") == "广东省东莞市东城街道"


def test_the_five_real_counties_load_with_their_counts() -> None:
    files = [DATA / "divisions_l1_l4_2023.csv.gz", DATA / "villages_2023.csv.gz"]
    if not all(file.is_file() for file in files):
        pytest.skip("FENGQIAO_DATA has no cn_divisions: the real region files are not here")
    load(*files, county_codes=list(REAL))
    for county, (towns, villages) in REAL.items():
        inside = queries.region_tree(f"{county}000000")
        assert (inside.filter(level=4).count(), inside.filter(level=5).count()) == (towns, villages), county
    assert queries.region_tree("433126108000").filter(level=5).count() == 9
    assert queries.path_name("433126108205") == "湖南省湘西土家族苗族自治州古丈县坪坝镇亚家村"
