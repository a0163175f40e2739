"""Trees of files: read from disk, compared and converted in memory."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from fastapi_adv.errors import Refused, printable

PLAIN, EXECUTABLE = 0o100644, 0o100755

# Never part of a project's sources; they can hold a hundred thousand files.
SKIPPED = {".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


class File(NamedTuple):
    """One file: `mode` as git writes it (0o100644 or 0o100755), and every byte."""

    mode: int
    data: bytes


Tree = dict[str, File]
"""Files by their path from the project's root, with forward slashes."""


def read(root: Path, names: Iterable[str], limit: int | None = None) -> Tree:
    """The files of `names` that are there, those above `limit` bytes left out."""
    tree: Tree = {}
    for name in names:
        path = root / name
        if not path.is_file():
            continue
        status = path.stat()
        if limit is None or status.st_size <= limit:
            tree[name] = File(EXECUTABLE if status.st_mode & 0o100 else PLAIN, path.read_bytes())
    return tree


def walk(root: Path) -> Iterator[str]:
    """Every file below root, links and what `SKIPPED` names left out."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for file in files:
            path = Path(folder, file)
            if not path.is_symlink():
                yield path.relative_to(root).as_posix()


def refuse_escapes(root: Path, names: Iterable[str]) -> None:
    """Refuse names that a link leads outside or into git's own folder, and those whose place something else takes."""
    real = os.path.realpath(root)
    for name in sorted(names):
        path = root / name
        # Written is what a link leads to, deleted the link itself.
        for resolved in (os.path.realpath(path), os.path.join(os.path.realpath(path.parent), path.name)):  # noqa: PTH118
            _refuse_place(real, name, resolved)
        if path.is_dir():
            raise Refused(f"{name} is a folder, and the template has a file there", f"Move the folder {name} away.")
        _refuse_file_as_folder(root, name)


def _refuse_place(real: str, name: str, resolved: str) -> None:
    if os.path.commonpath([real, resolved]) != real:
        raise Refused(
            f"{printable(name)} leads outside the project, to {printable(resolved)}",
            "Replace the link by a file or a folder; nothing is ever written through it.",
        )
    if ".git" in Path(os.path.relpath(resolved, real).casefold()).parts:
        raise Refused(f"{printable(name)} leads into git's own folder", "Replace the link by a file or a folder.")


def _refuse_file_as_folder(root: Path, name: str) -> None:
    parts = name.split("/")
    for depth in range(1, len(parts)):
        parent = "/".join(parts[:depth])
        if (root / parent).is_file():
            raise Refused(f"{parent} is a file, and the template has a folder there", f"Move the file {parent} away.")


def is_text(data: bytes) -> bool:
    """As git judges it: no NUL in the first 8000 bytes."""
    return b"\0" not in data[:8000]


def is_crlf(data: bytes) -> bool:
    """Every line ends as on Windows."""
    return b"\r\n" in data and is_text(data) and data.count(b"\r\n") == data.count(b"\n")


def to_lf(tree: Tree) -> Tree:
    return {
        name: File(mode, data.replace(b"\r\n", b"\n") if is_crlf(data) else data) for name, (mode, data) in tree.items()
    }


def to_crlf(file: File) -> File:
    if not is_text(file.data):
        return file
    return File(file.mode, file.data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def same(left: File | None, right: File | None) -> bool:
    """Equal but for line endings, as a checkout with `core.autocrlf` leaves them."""
    if left is None or right is None or left == right:
        return left is right or left == right
    return to_lf({"": left}) == to_lf({"": right})
