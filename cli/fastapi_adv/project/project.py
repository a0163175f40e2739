"""A project as its state file records it, and its pristine render."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue, closure
from fastapi_adv.catalogue.selection import Selection, select
from fastapi_adv.errors import Refused
from fastapi_adv.project import state
from fastapi_adv.project.migrations import LARGEST_SOURCE, dependants, migrations
from fastapi_adv.project.state import State
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.resources.changes import Resources
from fastapi_adv.template import origin, slices, source, upgrades
from fastapi_adv.template.origin import Origin
from fastapi_adv.template.renderer import InvalidAnswerError, Template
from fastapi_adv.template.tree import File, Tree
from fastapi_adv.template.upgrades import Note, numbers


@dataclass(frozen=True)
class Project:
    """A project's folder and its recorded state."""

    root: Path
    state: State

    @cached_property
    def work_tree(self) -> WorkTree:
        return WorkTree(self.root)

    @property
    def made_by(self) -> str:
        """Version of the template that the project was last rendered from."""
        return self.state.template_version

    @property
    def package(self) -> str:
        return self.state.answers.package_name

    def with_present_names(self, notes: Collection[Note]) -> "Project":
        """Return the project with the present names of its features, which releases since may have renamed."""
        since = upgrades.released(notes, self.made_by, source.version(source.root()))
        features = upgrades.current_features(since, self.state.answers.features)
        return replace(self, state=replace(self.state, answers=replace(self.state.answers, features=features)))

    def selection(self, catalogue: Catalogue) -> Selection:
        """Return the recorded features. Raises Refused for a feature that the catalogue does not have."""
        state.refuse_unknown_features(self.state, catalogue, str(self.root / state.FILE))
        return select(catalogue, self.state.answers.features)

    def refuse_other_version(self, command: str, words: Iterable[str]) -> None:
        """Raise Refused if the project was made by another version; only `update` changes the version."""
        version = source.version(source.root())
        self.refuse_newer(version)
        if origin.current() and self.made_by != version:
            raise Refused(
                f"The project is at version {self.made_by}, the template at {version}.",
                "Type `fastapi-adv update` first.",
            )
        if self.made_by != version:
            typed = " ".join([f"uvx fastapi-adv@{self.made_by}", command, *words])
            raise Refused(
                f"The project is at version {self.made_by}, this is fastapi-adv {version}.",
                f"Type `fastapi-adv update` first, or `{typed}`.",
            )

    def refuse_newer(self, version: str) -> None:
        """Raise Refused if the project was made by a newer version than `version`."""
        if origin.current() and numbers(self.made_by) > numbers(version):
            raise Refused(f"The project is at version {self.made_by}, and the template is older: {version}.")
        if numbers(self.made_by) > numbers(version):
            raise Refused(
                f"The project is at version {self.made_by}, and this is the older fastapi-adv {version}.",
                f"Type: uv tool install 'fastapi-adv>={self.made_by}'",
            )

    def with_features(self, template: Template, selection: Selection, resources: Resources | None = None) -> Tree:
        """Render the recorded answers with these features, and with these resources instead of the recorded ones."""
        answers = replace(self.state.answers, features=selection.chosen)
        if resources is not None:
            answers = replace(answers, resources=resources)
        if "database" not in selection.enabled:
            answers = replace(answers, resources=None)
        return self.render(template, answers.data())

    def dependants(self, base: Tree, target: Tree) -> list[str]:
        """Return the owner's files that depend on tables or migrations that a change removes."""
        removed = {name: file for name, file in base.items() if name not in target}
        if not any(migrations(removed)):
            return []
        own = [name for name in self.work_tree.sources() if name.endswith(".py") and name not in base]
        return dependants(removed, self.work_tree.read(own, limit=LARGEST_SOURCE))

    def _recorded(self, rendered: File) -> File:
        return state.with_keep(state.with_template(rendered, origin.current()), self.state.keep)

    def render(self, template: Template, answers: Mapping[str, Any]) -> Tree:
        """Render the answers in memory. Raises Refused, with the key, for an answer that the template rejects."""
        try:
            tree = template.render(answers)
            return tree | {state.FILE: self._recorded(tree[state.FILE])}
        except InvalidAnswerError as error:
            raise Refused(
                f"{self.root / state.FILE}: key {error.question!r}: {error.reason}.", "Fix this line."
            ) from None


def find(given: Path | None) -> Path:
    """Return the given folder, or the nearest folder at or above the current one that has a state file.

    Raises Refused if there is none.
    """
    if given is not None:
        given = Path(os.path.expanduser(given))  # noqa: PTH111  # --project=~/x; Path's raises for an unknown user
        if not given.is_dir():
            raise Refused(
                f"--project: '{given}' is not a directory.", "Pass the directory that holds .fastapi-adv.yml."
            )
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
    hint = f"Found one in {', '.join(near)}. Pass --project {near[0]}." if near else "Pass --project DIR."
    raise Refused(f"{state.FILE} not found in {here} or above: this is not a fastapi-adv project.", hint)


def load(root: Path) -> Project:
    """Return the project in this folder. Raises Refused if its state file is not valid."""
    found = state.read(root)
    catalogue = source.catalogue(source.root())
    state.refuse_taken_name(found, catalogue, str(root / state.FILE))
    if found.answers.resources and found.template_version == source.version(source.root()):
        auth = "auth" in closure(catalogue.requires, found.answers.features)
        state.refuse_bad_resources(found, slices.field_types(source.root()), auth, str(root / state.FILE))
    return Project(root, found)


@contextmanager
def template_in_use(root: Path, typed: str | None, *, newest: bool = False) -> Iterator[None]:
    """Use the typed template, else the one that the project's state file records.

    A recorded git repository is used at its recorded commit, or with `newest` at the commit that its ref names now.
    """
    recorded = state.recorded_template(root)
    wanted = Origin(typed) if typed else recorded
    if newest and wanted:
        wanted = replace(wanted, commit="")
    with origin.using(wanted):
        yield


def current() -> Template:
    """Return the template in use."""
    return Template(source.root())
