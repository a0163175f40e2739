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
from fastapi_adv.template import tree
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File

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


def put(root: Path, name: str, file: File | None) -> None:
    """Let the file be there as given, or not at all; a link inside the project is written through.

    What is so already is not written again: the folder may refuse it.
    """
    path = Path(os.path.realpath(root / name))
    if file is None:
        (root / name).unlink(missing_ok=True)
        prune(root, name)
        return
    if holds(root, name, file):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = root / FOLDER / "draft"
    draft.unlink(missing_ok=True)
    draft.touch(_mode(path, file))
    draft.write_bytes(file.data)
    if path.exists():
        draft.chmod(_mode(path, file))  # as its owner set it, whatever the umask says now
    draft.replace(path)


def holds(root: Path, name: str, file: File | None) -> bool:
    """The file is there as given, or is not there."""
    return tree.read(root, [name]).get(name) == file


def _mode(path: Path, file: File) -> int:
    """Permissions of a file that is there are kept, but for whether it can be run."""
    now = path.stat().st_mode & 0o777 if path.exists() else 0o666
    return now | (now & 0o444) >> 2 if file.mode == EXECUTABLE else now & ~0o111


def prune(root: Path, name: str) -> None:
    """Remove the folders that a deleted file leaves empty, or with nothing but bytecode."""
    for parent in (root / name).parents:
        if parent == root:
            return
        if not parent.is_dir():
            continue
        if any(entry.name != "__pycache__" for entry in parent.iterdir()):
            return
        shutil.rmtree(parent / "__pycache__", ignore_errors=True)
        parent.rmdir()
