"""What add, remove or update want, as data: two renders and what has to be said about the way between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi_adv.lifecycle.project import Project
from fastapi_adv.merge.tree import Tree
from fastapi_adv.selection import Selection
from fastapi_adv.upgrades import Note


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
