"""Journal of a write: both versions of every file, kept in the project until all files are written.

A run that is killed leaves the project unchanged, or a journal from which the next run completes the write. The
journal is a folder that git ignores. It is valid while its record exists.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi_adv.errors import Refused
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File

FOLDER = ".fastapi-adv.journal"
RECORD = "journal.json"


@dataclass(frozen=True)
class Write:
    """One file, with its modes before and after (None: absent). Contents are in NUMBER.before and NUMBER.after."""

    number: int
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Journal:
    """A command as it was typed, its writes, and the lines for git's index."""

    work_tree: WorkTree
    command: str
    writes: tuple[Write, ...]
    index: str

    @property
    def folder(self) -> Path:
        return self.work_tree.root / FOLDER

    def file(self, write: Write, side: str) -> File | None:
        """Return the file `before` or `after` the write; None if it is absent on that side."""
        mode = write.before if side == "before" else write.after
        return None if mode is None else File(mode, (self.folder / f"{write.number}.{side}").read_bytes())

    def put(self, write: Write, side: str) -> None:
        """Write one side of the file into the project. Raises OSError."""
        self.work_tree.put(write.name, self.file(write, side), draft=self.folder / "draft")

    def mark_conflicts(self) -> None:
        """Record the stages of conflicting files in git's index, so that `git status` and merge tools show them."""
        if self.index:
            self.work_tree.git("update-index", "-z", "--index-info", stdin=os.fsencode(self.index))


def keep(
    work_tree: WorkTree, command: str, files: Iterable[tuple[str, File | None, File | None]], index: str
) -> Journal:
    """Store both sides of all files, then write the record that makes the journal valid. Raises OSError."""
    folder = work_tree.root / FOLDER
    folder.mkdir()
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    writes = []
    for number, (name, before, after) in enumerate(files):
        for side, file in (("before", before), ("after", after)):
            if file is not None:
                (folder / f"{number}.{side}").write_bytes(file.data)
        writes.append(Write(number, name, before and before.mode, after and after.mode))
    journal = Journal(work_tree, command, tuple(writes), index)
    record = {"command": command, "writes": [asdict(write) for write in writes], "index": index}
    draft = folder / f"{RECORD}.draft"
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.replace(folder / RECORD)
    return journal


def drop(work_tree: WorkTree) -> None:
    """Remove the journal, its record first."""
    folder = work_tree.root / FOLDER
    (folder / RECORD).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def pending(work_tree: WorkTree) -> bool:
    """Check whether an earlier run left a journal, valid or not."""
    return (work_tree.root / FOLDER).is_dir()


def load(work_tree: WorkTree) -> Journal | None:
    """Return the journal of an earlier run, or None if it has no record. Raises Refused if it is damaged."""
    record = work_tree.root / FOLDER / RECORD
    if record.parent.is_symlink():
        raise Refused(
            f"{record.parent} is a symbolic link. fastapi-adv keeps a directory there while it writes.",
            "Remove the link.",
        )
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
        writes = tuple(Write(**write) for write in found["writes"])
        return _checked(Journal(work_tree, found["command"], writes, found["index"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{record} cannot be read: {error!r}", f"Delete the directory {record.parent}.") from None


def _checked(journal: Journal) -> Journal:
    """Return the journal. Raises ValueError or TypeError for values that no run writes."""
    os.fsencode(journal.command + journal.index)
    for write in journal.writes:
        modes = {write.before, write.after} <= {None, PLAIN, EXECUTABLE}
        if type(write.number) is not int or not modes or b"\0" in os.fsencode(write.name):
            raise ValueError(write)
    return journal
