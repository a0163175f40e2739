"""All-or-nothing creation of a project: it is built in a temporary folder and moved into place at the end."""

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
from fastapi_adv.template.tree import EXECUTABLE, Tree


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
    aside = (destination if exists else destination.parent) / f"{ASIDE}{secrets.token_hex(4)}"
    parents, moves = UndoLog(), UndoLog()
    try:
        if not os.path.lexists(aside.parent):
            parents.make_folder(aside.parent)
        (aside / "replaced").mkdir(parents=True)
        yield aside / "project"
        with held_back():
            if exists:
                _merge(aside / "project", destination, aside / "replaced", moves)
            else:
                moves.move(aside / "project", destination)  # fails if another run created it first
            shutil.rmtree(aside, ignore_errors=True)
    except BaseException:
        with held_back():
            moves.roll_back()
            shutil.rmtree(aside, ignore_errors=True)
            parents.roll_back()
        raise


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
    folder.mkdir()
    for name, (mode, data) in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o777 if mode == EXECUTABLE else 0o666, exist_ok=False)
        path.write_bytes(data)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
