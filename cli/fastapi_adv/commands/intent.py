"""A decided change: two renders of the project, and the messages about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.selection import Selection
from fastapi_adv.merge.package_rename import PackageRename
from fastapi_adv.project.project import Project
from fastapi_adv.template.answers import quoted_text
from fastapi_adv.template.tree import Tree
from fastapi_adv.template.upgrades import Note


@dataclass(frozen=True)
class Options:
    """The options of add, remove and update as typed; `words` are the names of features."""

    words: tuple[str, ...] = ()
    project: Path | None = None
    dry_run: bool = False
    diff: bool = False
    json: bool = False
    force: bool = False
    sync: bool = False
    old_template: Path | None = None
    template: str | None = None
    newest: bool = False
    """Follow the recorded template to its newest commit."""
    ask: bool = False
    """Ask before the change is written."""
    no_demo: bool = False

    @property
    def writes(self) -> bool:
        return not self.dry_run


@dataclass(frozen=True)
class Intent:
    """Decided change of a command.

    `before` and `after` are the recorded and the wanted features; `version` is the wanted version of the template.
    `messages` are shown first. `first` and `then` are commands to type before and after the change. `words` are those
    of the command line, if they are not names of features; `more` has further keys of the JSON document.
    """

    command: str
    project: Project
    before: Selection
    after: Selection
    version: str
    base: Tree = field(default_factory=dict)
    target: Tree = field(default_factory=dict)
    messages: Sequence[str] = ()
    notes: Sequence[Note] = ()
    first: Sequence[str] = ()
    then: Sequence[str] = ()
    words: Sequence[str] = ()
    """Arguments of the command, if they are not the changed features."""
    rename: PackageRename | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        """True if there is nothing to change."""
        return self.base == self.target

    @property
    def typed(self) -> str:
        """The command line that asks for this change."""
        changed = self.words or [
            name
            for name in (*self.before.chosen, *self.after.chosen)
            if (name in self.before.chosen) != (name in self.after.chosen)
        ]
        return " ".join(["fastapi-adv", self.command, *map(quoted_text, changed)])

    @property
    def added(self) -> list[str]:
        return [name for name in self.after.enabled if name not in self.before.enabled]

    @property
    def removed(self) -> list[str]:
        return [name for name in self.before.enabled if name not in self.after.enabled]

    @property
    def implied(self) -> Mapping[str, tuple[str, ...]]:
        """Added entries that were not asked for -> the entries that require them."""
        return {name: users for name, users in self.after.implied.items() if name in self.added}
