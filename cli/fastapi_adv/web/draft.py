"""Project that the page shows: what `new` would create for the answers, and the fault of each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi_adv.commands import new
from fastapi_adv.commands.new_project import NewProject
from fastapi_adv.errors import Usage
from fastapi_adv.template.answers import Answers
from fastapi_adv.template.renderer import Template
from fastapi_adv.template.rendering import render
from fastapi_adv.template.tree import Tree
from fastapi_adv.web.wanted import Wanted

RENDERINGS = 64  # most renderings in memory; one with every feature has 0.8 MB, and most files are shared
BLANK = Wanted()
FIELDS = ("name", "description", "author", "python", "features")


@dataclass(frozen=True)
class Draft:
    """A project that `new` would create. Answers with faults are replaced by their defaults."""

    wanted: Wanted
    project: NewProject
    faults: Mapping[str, Usage]
    """Field -> error that `new` reports for it."""

    @property
    def answers(self) -> Answers:
        return self.project.plan.answers


def draft(wanted: Wanted, parent: Path) -> Draft:
    """Return the project that `new` would create. Answers with faults are replaced by their defaults."""
    try:
        return Draft(wanted, new.prepare(wanted.request(parent)), {})
    except Usage:
        faults = _faults(wanted, parent)
    usable = {field: getattr(wanted, field) for field in FIELDS if field not in faults}
    return Draft(wanted, new.prepare(BLANK.model_copy(update=usable).request(parent)), faults)


def _faults(wanted: Wanted, parent: Path) -> dict[str, Usage]:
    """Check each answer by itself, because `new` reports one error at a time."""
    faults: dict[str, Usage] = {}
    for field in FIELDS:
        try:
            new.prepare(BLANK.model_copy(update={field: getattr(wanted, field)}).request(parent))
        except Usage as fault:
            faults[field] = fault
    return faults


class Renderings:
    """Recently rendered projects of one template."""

    def __init__(self, template: Path) -> None:
        self.template = Template(template)
        self.tree = lru_cache(maxsize=RENDERINGS)(self._render)

    def _render(self, answers: Answers) -> Tree:
        return render(self.template, answers)
