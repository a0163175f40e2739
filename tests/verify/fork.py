"""A copy of the template that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.static.space import Space
from fastapi_adv.verify.static.survey import Survey


def fork(template: Path, folder: Path) -> Path:
    """Copy the template."""
    return Path(shutil.copytree(template, folder / "fork", ignore=shutil.ignore_patterns("__pycache__")))


def redeclare(copy: Path, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change one entry of the copy's catalogue."""
    file = copy / "features.yml"
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(next(entry for entry in entries if entry["name"] == name))
    file.write_text(yaml.safe_dump(entries, sort_keys=False, allow_unicode=True), encoding="utf-8")


def faults(template: Path, *names: str) -> list[str]:
    """Return the faults of no feature, of each feature whose closure has one of `names`, and of all features.

    A part is never enabled alone, because only features that require it enable it.
    """
    space = Space(Template(template), source.catalogue(template))
    wanted = [space.bits.bit(name) for name in names]
    alone = {space.closure(space.bits.bit(name)) for name in space.model.factors}
    looked_at = sorted(mask for mask in alone if any(mask & bit for bit in wanted))
    return sorted(Survey(space).look([space.closure(0), *looked_at, space.bits.everything()]).counts)
