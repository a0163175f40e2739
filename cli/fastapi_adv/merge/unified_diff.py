"""Unified diffs of trees."""

import difflib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi_adv.merge import scratch_repository
from fastapi_adv.system import git
from fastapi_adv.template.tree import File, Tree, is_text, same

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def changed(old: Tree, new: Tree, names: Iterable[str]) -> list[str]:
    """Return the names whose files differ by more than line endings, sorted."""
    return [name for name in sorted(set(names)) if not same(old.get(name), new.get(name))]


def diff(old: Tree, new: Tree, names: Iterable[str]) -> str:
    """Return the unified diff of the named files, in the format of git, which `git apply` takes.

    Without git the diff has no file modes, and binary files are only named.
    """
    wanted = changed(old, new, names)
    if not git.installed():
        return "".join(line for name in wanted for line in diff_of_file(name, old.get(name), new.get(name)))
    if not wanted:
        return ""
    sides = [
        ("old", {name: old[name] for name in wanted if name in old}),
        ("new", {name: new[name] for name in wanted if name in new}),
    ]
    with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
        scratch_repository.commit(Path(folder), sides)
        words = ("diff", "--binary", "--no-renames", "--no-color", "--no-ext-diff", "old", "new")
        return os.fsdecode(scratch_repository.run(Path(folder), *words))


def diff_of_file(name: str, old: File | None, new: File | None) -> Iterator[str]:
    """Yield the lines of the unified diff of one file, without git."""
    left, right = (f"a/{name}" if old else "/dev/null"), (f"b/{name}" if new else "/dev/null")
    if old and new and old.mode != new.mode:
        yield f"old mode {old.mode:o} {name}\nnew mode {new.mode:o} {name}\n"
    if any(file is not None and not is_text(file.data) for file in (old, new)):
        yield f"Binary files {left} and {right} differ\n"
        return
    for line in difflib.unified_diff(_lines(old), _lines(new), left, right):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(file: File | None) -> list[str]:
    """Split at line feeds only, like diff and git."""
    text = file.data.decode(errors="replace").replace("\r\n", "\n") if file else ""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def for_terminal(text: str) -> str:
    """Colour the diff if stdout is a terminal that shows colours."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return "\n".join(f"{_COLOURS[line[0]]}{line}\x1b[0m" if line[:1] in _COLOURS else line for line in text.split("\n"))
