"""Trees of files in memory: comparison, and line endings."""

from typing import NamedTuple

PLAIN, EXECUTABLE = 0o100644, 0o100755


class File(NamedTuple):
    """One file: its mode as in git (0o100644 or 0o100755) and its content."""

    mode: int
    data: bytes


Tree = dict[str, File]
"""Files by their path below the project's root, with forward slashes."""


def is_text(data: bytes) -> bool:
    """Apply git's rule: text has no NUL in its first 8000 bytes."""
    return b"\0" not in data[:8000]


def is_crlf(data: bytes) -> bool:
    """Check whether every line ends with CR LF."""
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
    """Compare two files; line endings, which `core.autocrlf` changes, do not count."""
    if left is None or right is None or left == right:
        return left is right or left == right
    return to_lf({"": left}) == to_lf({"": right})
