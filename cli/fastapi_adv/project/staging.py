"""All or nothing: a project is made in a folder aside and put in place at the end, or leaves no trace."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fastapi_adv.project.destination import ASIDE
from fastapi_adv.system.signals import held_back


@dataclass
class Journal:
    """How to undo what was done, newest last. Each entry is noted before its deed, and bears that it never was."""

    undo: list[Callable[[], object]] = field(default_factory=list)

    def make_folder(self, folder: Path) -> None:
        """Make the folder with its missing parents."""
        for missing in reversed([path for path in (folder, *folder.parents) if not os.path.lexists(path)]):
            self.undo.append(partial(_remove_empty, missing))
            missing.mkdir()

    def move(self, source: Path, target: Path) -> None:
        """Move a file or a whole folder to where nothing is."""
        self.undo.append(lambda: None if os.path.lexists(source) else target.rename(source))
        source.rename(target)

    def replace(self, source: Path, target: Path, aside: Path) -> None:
        """Move the file that is there aside, then ours in its place."""
        self.move(target, aside)
        self.move(source, target)

    def roll_back(self) -> None:
        """Undo everything; what cannot be undone does not keep the rest from it."""
        for undo in reversed(self.undo):
            try:
                undo()
            except OSError:
                continue


@contextmanager
def staged(destination: Path) -> Iterator[Path]:
    """Yield a path to make the project at; without an exception, it is in `destination` afterwards.

    The folder aside is on the same file system: in the destination where that exists, beside it otherwise.
    Raises OSError if the disk refuses; whatever is raised, what was there before is there again.
    """
    exists = destination.is_dir()
    aside = (destination if exists else destination.parent) / f"{ASIDE}{secrets.token_hex(4)}"
    parents, moves = Journal(), Journal()
    try:
        if not os.path.lexists(aside.parent):
            parents.make_folder(aside.parent)
        (aside / "replaced").mkdir(parents=True)
        yield aside / "project"
        with held_back():
            if exists:
                _merge(aside / "project", destination, aside / "replaced", moves)
            else:
                moves.move(aside / "project", destination)  # fails where another run was faster
            shutil.rmtree(aside, ignore_errors=True)
    except BaseException:
        with held_back():
            moves.roll_back()
            shutil.rmtree(aside, ignore_errors=True)
            parents.roll_back()
        raise


def _merge(source: Path, target: Path, replaced: Path, journal: Journal) -> None:
    for entry in sorted(source.iterdir()):
        there = target / entry.name
        if not os.path.lexists(there):
            journal.move(entry, there)
        elif entry.is_dir():
            _merge(entry, there, replaced, journal)
        else:
            journal.replace(entry, there, replaced / secrets.token_hex(8))


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
