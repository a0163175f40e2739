"""One file put in its place, or taken away."""

import os
import shutil
from pathlib import Path

from fastapi_adv.merge import journal, tree
from fastapi_adv.merge.tree import EXECUTABLE, File


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
    draft = root / journal.FOLDER / "draft"
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
