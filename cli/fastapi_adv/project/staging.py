"""All-or-nothing creation of a project: it is built in a temporary folder and moved into place at the end."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from fastapi_adv.errors import Refused
from fastapi_adv.project.destination import ASIDE, UNLOCKED
from fastapi_adv.system.lock import locked
from fastapi_adv.system.signals import held_back
from fastapi_adv.template.tree import EXECUTABLE, Tree

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass
class UndoLog:
    """Undo steps, newest last. Each step is recorded first, so it must tolerate an action that never ran."""

    undo: list[Callable[[], object]] = field(default_factory=list)

    def make_folder(self, folder: Path) -> None:
        """Create the folder and its missing parents."""
        for missing in reversed([path for path in (folder, *folder.parents) if not os.path.lexists(path)]):
            self.undo.append(partial(_remove_empty, missing))
            missing.mkdir()

    def move(self, source: Path, target: Path) -> None:
        """Move a file or folder to a path that does not exist."""
        self.undo.append(lambda: None if os.path.lexists(source) else target.rename(source))
        source.rename(target)

    def replace(self, source: Path, target: Path, aside: Path) -> None:
        """Move the file at `target` to `aside`, then `source` to `target`."""
        self.move(target, aside)
        self.move(source, target)

    def roll_back(self) -> None:
        """Undo all steps. A step that fails does not stop the others."""
        for undo in reversed(self.undo):
            try:
                undo()
            except OSError:
                continue


@contextmanager
def staged(destination: Path) -> Iterator[Path]:
    """Yield a path to create the project at. Without an exception it is moved to `destination` afterwards.

    The temporary folder is on the same file system: inside the destination if it exists, else next to it.
    Raises OSError if the disk refuses. After any exception the previous files are restored.
    """
    exists = destination.is_dir()
    parent = destination if exists else destination.parent
    parents, moves = UndoLog(), UndoLog()
    try:
        if os.path.lexists(parent):
            _remove_leftovers(parent)
        else:
            parents.make_folder(parent)
        with _temporary(parent) as aside:
            try:
                yield aside / "project"
                with held_back():
                    if exists:
                        _merge(aside / "project", destination, aside / "replaced", moves)
                    else:
                        moves.move(aside / "project", destination)  # fails if another run created it first
            except BaseException:
                with held_back():
                    moves.roll_back()
                raise
    except BaseException:
        with held_back():
            parents.roll_back()
        raise


@contextmanager
def _temporary(parent: Path) -> Iterator[Path]:
    """Create a temporary folder that is locked while this process lives, and remove it afterwards."""
    unlocked = parent / f"{UNLOCKED}{secrets.token_hex(4)}"
    aside = parent / f"{ASIDE}{secrets.token_hex(4)}"
    (unlocked / "replaced").mkdir(parents=True)
    with locked(unlocked):
        unlocked.rename(aside)  # from now on, no other process takes the folder for a leftover
        try:
            yield aside
        finally:
            with held_back():
                shutil.rmtree(aside, ignore_errors=True)


def _remove_leftovers(parent: Path) -> None:
    """Remove the temporary folders of killed runs, unless one holds files of the user that were being replaced."""
    for leftover in parent.glob(f"{ASIDE}*"):
        if leftover.is_symlink() or not leftover.is_dir() or leftover.name.startswith(UNLOCKED):
            continue
        replaced = leftover / "replaced"
        if not replaced.is_dir() or any(replaced.iterdir()):
            continue
        try:
            with locked(leftover):
                shutil.rmtree(leftover, ignore_errors=True)
        except (Refused, OSError):
            continue


def _merge(source: Path, target: Path, replaced: Path, log: UndoLog) -> None:
    for entry in sorted(source.iterdir()):
        there = target / entry.name
        if not os.path.lexists(there):
            log.move(entry, there)
        elif entry.is_dir():
            _merge(entry, there, replaced, log)
        else:
            log.replace(entry, there, replaced / secrets.token_hex(8))


def write_tree(tree: Tree, folder: Path) -> None:
    """Create the folder with the files. Permissions follow the umask. Raises OSError."""
    for parent in sorted({folder, *(parent for name in tree for parent in (folder / name).parents)}):
        if parent.is_relative_to(folder):
            parent.mkdir()
    for name, (mode, data) in tree.items():
        handle = os.open(folder / name, _CREATE, 0o777 if mode == EXECUTABLE else 0o666)
        with open(handle, "wb") as file:  # noqa: PTH123  # a file descriptor, not a path
            file.write(data)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
