"""What add, remove or update want, as data: two renders and what has to be said about the way between them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection
from fastapi_adv.project.worktree import Project
from fastapi_adv.template.tree import Tree
from fastapi_adv.template.upgrades import Note


@dataclass(frozen=True)
class Options:
    """The options of add, remove and update as typed; `words` are the features."""

    words: tuple[str, ...] = ()
    project: Path | None = None
    dry_run: bool = False
    diff: bool = False
    json: bool = False
    force: bool = False
    sync: bool = False
    old_template: Path | None = None


@dataclass(frozen=True)
class Intent:
    """`before` and `after` are the features as recorded and as wanted, `said` is talk.

    `first` and `then` are commands to be typed, before the change and after it.
    """

    command: str
    project: Project
    before: Selection
    after: Selection
    version: str
    base: Tree = field(default_factory=dict)
    target: Tree = field(default_factory=dict)
    said: Sequence[str] = ()
    notes: Sequence[Note] = ()
    first: Sequence[str] = ()
    then: Sequence[str] = ()

    @property
    def idle(self) -> bool:
        """There is nothing to do."""
        return self.before == self.after and self.version == self.project.made_by

    @property
    def typed(self) -> str:
        """The command as it may be typed again."""
        changed = [
            name
            for name in (*self.before.chosen, *self.after.chosen)
            if (name in self.before.chosen) != (name in self.after.chosen)
        ]
        return " ".join(["fastapi-adv", self.command, *changed])

    @property
    def added(self) -> list[str]:
        return [name for name in self.after.enabled if name not in self.before.enabled]

    @property
    def removed(self) -> list[str]:
        return [name for name in self.before.enabled if name not in self.after.enabled]

    @property
    def implied(self) -> Mapping[str, tuple[str, ...]]:
        """What comes without having been asked for, and for whom."""
        return {name: users for name, users in self.after.implied.items() if name in self.added}


_LABEL = re.compile(rb"^branch_labels\b.*?[\"']([\w-]+)[\"']", re.MULTILINE)


def upgrade(catalogue: Catalogue, names: Iterable[str], package: str, tree: Tree) -> list[str]:
    """The command that makes the tables of what is added."""
    return [f"{_command(package)} upgrade heads"] if _labels(catalogue, names, package, tree) else []


def downgrades(catalogue: Catalogue, names: Iterable[str], package: str, tree: Tree) -> list[str]:
    """The commands that drop the tables of what is removed, dependants first, by the code that is still there."""
    return [
        f"{_command(package)} downgrade {label}@base" for label in reversed(_labels(catalogue, names, package, tree))
    ]


def _command(package: str) -> str:
    return f"uv run python -m {package}.database.migrate"


def _labels(catalogue: Catalogue, names: Iterable[str], package: str, tree: Tree) -> list[str]:
    """The Alembic branches of the features among `names`, in the order of start-up."""
    wanted = set(names)
    found = []
    for entry in catalogue:
        folders = [f"{path}/".replace("{package}", package) for path in entry.paths if entry.name in wanted]
        for name in sorted(tree):
            if any(name.startswith(folder) for folder in folders) and "migrations" in PurePosixPath(name).parts:
                label = _LABEL.search(tree[name].data)
                found += [label[1].decode()] if label else []
    return list(dict.fromkeys(found))
