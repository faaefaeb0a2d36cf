"""The files of the demo county, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@cache
def read(name: str) -> dict[str, Any]:
    """The plain content of one YAML file beside this module; treat it as constant."""
    text = files("fengqiao.console.demo_county").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return content
