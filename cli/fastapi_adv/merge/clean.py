"""Refusals before anything is written: what is not committed, and conflicts that are not resolved."""

import re
from pathlib import Path

from fastapi_adv.errors import Refused
from fastapi_adv.merge import git
from fastapi_adv.merge.plan import Change
from fastapi_adv.merge.three_way import TEMPLATE, YOURS
from fastapi_adv.template import tree
from fastapi_adv.template.tree import Tree

_MARKERS = re.compile(rb"^<<<<<<< %b\b.*^>>>>>>> %b\b" % (YOURS.encode(), TEMPLATE.encode()), re.MULTILINE | re.DOTALL)
_WRITTEN_BY_UV = "uv.lock"  # on every run of `uv`; no change touches it
_SHOWN = 10  # names in one message


def conflicted(root: Path, base: Tree, yours: Tree) -> list[str]:
    """Files with conflict markers, and those whose conflict git's index still holds."""
    marked = {name for name, file in yours.items() if file != base.get(name) and _MARKERS.search(file.data)}
    if git.prefix(root) is not None:
        unmerged = git.names(git.ask(root, "ls-files", "-z", "--unmerged"))
        marked |= {entry.partition("\t")[2] for entry in unmerged if entry}
    return sorted(marked)


def refuse_conflicted(root: Path, base: Tree, yours: Tree) -> None:
    found = conflicted(root, base, yours)
    if found:
        raise Refused(
            f"conflicts of an earlier merge are not resolved: {_listed(found)}",
            "Edit these files, then `git add` them (and commit).",
        )


def refuse_dirty(change: Change, state_file: str) -> None:
    """Refuse to touch edits that no commit holds; a file equal to the base render holds none."""
    tracked, untracked = uncommitted(change.root)
    base, yours = change.base, change.yours
    dirty = {name for name in tracked if name not in base or not tree.same(yours.get(name), base[name])}
    dirty |= {name for name in untracked & change.touched if not _harmless(name, change)}
    dirty -= {state_file, _WRITTEN_BY_UV}
    if dirty:
        raise Refused(
            f"not committed: {_listed(sorted(dirty))}",
            "Commit or stash first, or go on with --force: your edits are merged too, but git cannot undo it.",
        )


def _harmless(name: str, change: Change) -> bool:
    here = change.yours.get(name)
    return tree.same(here, change.base.get(name)) or tree.same(here, change.target.get(name))


def uncommitted(root: Path) -> tuple[set[str], set[str]]:
    """Changed tracked files below root, and untracked or ignored ones; none of either outside a work tree."""
    where = git.prefix(root)
    if where is None:
        return set(), set()
    words = ("status", "--porcelain=v1", "-z", "--no-renames", "--ignored", "-uall", "--", ".")
    tracked: set[str] = set()
    untracked: set[str] = set()
    for entry in filter(None, git.names(git.ask(root, *words))):
        name = entry[3:].removeprefix(where)
        (untracked if entry[:2] in ("??", "!!") else tracked).add(name)
    return tracked, untracked


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
