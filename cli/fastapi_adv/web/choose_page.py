"""Content of the page on which a new project is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.catalogue.selection import FULL, PRESETS, needed_features, preset, select
from fastapi_adv.errors import Usage
from fastapi_adv.template.answers import PYTHON_VERSIONS
from fastapi_adv.template.tree import Tree, is_text
from fastapi_adv.web import overview
from fastapi_adv.web.comparison import Difference, difference
from fastapi_adv.web.draft import Draft, Renderings
from fastapi_adv.web.file_tree import Folder, nested
from fastapi_adv.web.highlighting import highlighted
from fastapi_adv.web.wanted import VIEWS, Wanted, command

MOST_TABS = 6
README = "README.md"


@dataclass(frozen=True)
class ChoosePage:
    """Everything that the template of the page shows."""

    draft: Draft
    catalogue: Catalogue
    renderings: Renderings

    views = VIEWS
    pythons = PYTHON_VERSIONS

    @property
    def wanted(self) -> Wanted:
        return self.draft.wanted

    @property
    def faults(self) -> Mapping[str, Usage]:
        return self.draft.faults

    @cached_property
    def tree(self) -> Tree:
        return self.renderings.tree(self.draft.answers)

    @property
    def lines(self) -> int:
        return self.folder.lines

    @cached_property
    def folder(self) -> Folder:
        return nested(self.tree, self.change.kinds if self.change else {})

    @cached_property
    def change(self) -> Difference | None:
        """The difference that the last change of features made; None before the first one."""
        before = self.wanted.features_before
        if before is None:
            return None
        try:
            chosen = select(self.catalogue, before).chosen
        except Usage:  # the address was edited by hand
            return None
        return difference(self.renderings.tree(replace(self.draft.answers, features=chosen)), self.tree)

    @cached_property
    def file(self) -> str:
        """The shown file. A file that this project does not have is replaced by the README."""
        return self.wanted.file if self.wanted.file in self.tree else README

    @property
    def tabs(self) -> list[str]:
        """The open files of this project, the shown one among them."""
        opened = [name for name in dict.fromkeys(self.wanted.tabs) if name in self.tree]
        return [*opened, *([] if self.file in opened else [self.file])][-MOST_TABS:]

    @property
    def code(self) -> str:
        data = self.tree[self.file].data
        return highlighted(self.file, data) if is_text(data) else ""

    @property
    def state(self) -> list[tuple[str, str]]:
        """The state without the open view and file, as names and values of hidden fields."""
        kept = self.wanted.model_copy(update={"tabs": self.tabs, "view": "code", "file": README})
        return parse_qsl(kept.query, keep_blank_values=True)

    def closed(self, name: str) -> str:
        """Query after the tab was closed."""
        rest = [other for other in self.tabs if other != name]
        shown = self.file if self.file != name else (rest or [README])[-1]
        return self.wanted.but(tabs=rest, file=shown)

    @property
    def command(self) -> str:
        return command(self.draft.answers, self.catalogue)

    @property
    def destination(self) -> str:
        return str(self.draft.project.destination)

    @cached_property
    def reasons(self) -> dict[str, str]:
        return overview.reasons(self.catalogue, self.draft.project.selection)

    def needs(self, feature: Feature) -> str:
        return ", ".join(needed_features(self.catalogue, feature))

    def words(self, feature: Feature) -> str:
        """Text that the search looks at, in lower case."""
        return " ".join([feature.name, feature.summary, *feature.aliases]).lower()

    @property
    def presets(self) -> list[tuple[str, str, bool]]:
        """Name, query and state of each preset."""
        now = self.draft.answers.features
        before = ",".join(now)
        found = {name: preset(self.catalogue, name) for name in (*PRESETS, FULL)}
        return [
            (name, self.wanted.but(features=list(names), before=before), names == now) for name, names in found.items()
        ]

    @property
    def announcement(self) -> str:
        """Text for screen readers after a change."""
        total = f"{len(self.tree)} files, {self.lines} lines."
        if self.change is None:
            return total
        created, deleted = len(self.change.created), len(self.change.deleted)
        return f"{total} Last change: {created} files more, {deleted} fewer, {len(self.change.changed)} changed."

    def facts(self) -> Any:
        """Return the content of the open view; views that show code need none."""
        enabled = self.draft.project.selection.enabled
        package = self.draft.answers.package_name
        match self.wanted.view:
            case "routes":
                return overview.routes(self.catalogue, enabled)
            case "settings":
                return overview.settings(self.catalogue, enabled)
            case "dependencies":
                return overview.requirements(self.catalogue, enabled, self.tree)
            case "size":
                return overview.sizes(self.catalogue, self.tree, package)
            case "evidence":
                return overview.evidence(self.catalogue, self.draft.project.selection)
            case "code" | "change":
                return None
