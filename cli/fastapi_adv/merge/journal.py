"""What a run is about to write, kept in the project until all of it is written.

A run that is killed leaves the project as it was, or a journal by which the next run finishes it. The journal is a
folder that git ignores; it counts from the moment its record stands in it, and no longer once the record is gone.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi_adv.errors import Refused
from fastapi_adv.merge.tree import EXECUTABLE, PLAIN, File

FOLDER = ".fastapi-adv.journal"
RECORD = "journal.json"


@dataclass(frozen=True)
class Write:
    """One file by its modes before and after (None: not there); contents are in NUMBER.before and NUMBER.after."""

    number: int
    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Journal:
    """The command as typed, its writes, and the lines for git's index."""

    root: Path
    command: str
    writes: tuple[Write, ...]
    index: str

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    def file(self, write: Write, side: str) -> File | None:
        mode = write.before if side == "before" else write.after
        return None if mode is None else File(mode, (self.folder / f"{write.number}.{side}").read_bytes())


def keep(root: Path, command: str, files: Iterable[tuple[str, File | None, File | None]], index: str) -> Journal:
    """Stage every byte, then let the record count. Raises OSError; what is left then is no journal yet."""
    folder = root / FOLDER
    folder.mkdir()
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    writes = []
    for number, (name, before, after) in enumerate(files):
        for side, file in (("before", before), ("after", after)):
            if file is not None:
                (folder / f"{number}.{side}").write_bytes(file.data)
        writes.append(Write(number, name, before and before.mode, after and after.mode))
    journal = Journal(root, command, tuple(writes), index)
    record = {"command": command, "writes": [asdict(write) for write in writes], "index": index}
    draft = folder / f"{RECORD}.draft"
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.replace(folder / RECORD)
    return journal


def drop(root: Path) -> None:
    """Forget the journal; from the removal of its record on it does not count."""
    folder = root / FOLDER
    (folder / RECORD).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def pending(root: Path) -> bool:
    return (root / FOLDER).is_dir()


def load(root: Path) -> Journal | None:
    """The journal that an earlier run left, None where it did not come to count. Raises Refused for a damaged one."""
    record = root / FOLDER / RECORD
    if record.parent.is_symlink():
        raise Refused(
            f"{record.parent} is a link; fastapi-adv keeps a folder there while it writes.", "Remove the link."
        )
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
        writes = tuple(Write(**write) for write in found["writes"])
        return _checked(Journal(root, found["command"], writes, found["index"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{record} cannot be read: {error!r}", f"Delete the folder {record.parent}.") from None


def _checked(journal: Journal) -> Journal:
    """The same; raises ValueError or TypeError where it holds what no run writes."""
    os.fsencode(journal.command + journal.index)
    for write in journal.writes:
        modes = {write.before, write.after} <= {None, PLAIN, EXECUTABLE}
        if type(write.number) is not int or not modes or b"\0" in os.fsencode(write.name):
            raise ValueError(write)
    return journal
