"""The project that a command is about, and its pristine render."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection, select
from fastapi_adv.errors import Refused
from fastapi_adv.project import state
from fastapi_adv.project.state import State
from fastapi_adv.template import source
from fastapi_adv.template.renderer import InvalidAnswerError, Template
from fastapi_adv.template.tree import Tree
from fastapi_adv.template.upgrades import numbers


@dataclass(frozen=True)
class Project:
    """Where it is, and what its state file records."""

    root: Path
    state: State

    @property
    def made_by(self) -> str:
        return self.state.template_version

    @property
    def package(self) -> str:
        return self.state.answers.package_name

    def selection(self, catalogue: Catalogue) -> Selection:
        """The recorded features; raises Refused for those that the catalogue does not have."""
        state.refuse_unknown_features(self.state, catalogue, str(self.root / state.FILE))
        return select(catalogue, self.state.answers.features)

    def refuse_other_version(self, command: str, words: Iterable[str]) -> None:
        """Only `update` goes from one version to another."""
        version = source.version(source.root())
        self.refuse_newer(version)
        if self.made_by != version:
            typed = " ".join([f"uvx fastapi-adv@{self.made_by}", command, *words])
            raise Refused(
                f"The project is at version {self.made_by}, this is fastapi-adv {version}.",
                f"Type `fastapi-adv update` first, or `{typed}`.",
            )

    def refuse_newer(self, version: str) -> None:
        if numbers(self.made_by) > numbers(version):
            raise Refused(
                f"The project is at version {self.made_by}, and this is the older fastapi-adv {version}.",
                f"Type: uv tool install 'fastapi-adv>={self.made_by}'",
            )

    def with_features(self, template: Template, selection: Selection) -> Tree:
        """Render the recorded answers with these features."""
        return self.render(template, replace(self.state.answers, features=selection.chosen).data())

    def render(self, template: Template, answers: Mapping[str, Any]) -> Tree:
        """Render in memory; raises Refused, naming the key, for answers that the template does not take."""
        try:
            return template.render(answers)
        except InvalidAnswerError as error:
            raise Refused(
                f"{self.root / state.FILE}: key {error.question!r}: {error.reason}.", "Mend this line."
            ) from None


def find(given: Path | None) -> Path:
    """The folder given, else the nearest at or above the current one that has a state file."""
    if given is not None:
        if not given.is_dir():
            raise Refused(f"--project {given} is no folder.", "Pass the folder that holds .fastapi-adv.yml.")
        return given.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / state.FILE).is_file():
            return folder
    near = sorted(
        {
            file.parent.relative_to(here).as_posix()
            for depth in ("*", "*/*")
            for file in here.glob(f"{depth}/{state.FILE}")
        }
    )
    hint = f"There is one in {', '.join(near)}: pass --project {near[0]}." if near else "Pass --project DIR."
    raise Refused(f"No {state.FILE} here or above: {here} is in no fastapi-adv project.", hint)


def read(root: Path) -> Project:
    """Raises Refused where the state file is not sound."""
    found = state.read(root)
    state.refuse_taken_name(found, source.catalogue(source.root()), str(root / state.FILE))
    return Project(root, found)


def current() -> Template:
    """This tool's own template."""
    return Template(source.root())
