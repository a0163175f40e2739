"""Refusals before a write: uncommitted changes and unresolved conflicts."""

import re

from fastapi_adv.errors import Refused
from fastapi_adv.merge.plan import Change
from fastapi_adv.merge.three_way import TEMPLATE, YOURS
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.system import git
from fastapi_adv.template import tree
from fastapi_adv.template.tree import Tree

_MARKERS = re.compile(rb"^<<<<<<< %b\b.*^>>>>>>> %b\b" % (YOURS.encode(), TEMPLATE.encode()), re.MULTILINE | re.DOTALL)
_LOCK_FILE = "uv.lock"  # every run of `uv` may write it; no change touches it
_SHOWN = 10  # file names in one message


def conflicted(work_tree: WorkTree, base: Tree, yours: Tree) -> list[str]:
    """Return the files with conflict markers, and those that git's index marks as unmerged."""
    found = {name for name, file in yours.items() if file != base.get(name) and _MARKERS.search(file.data)}
    if work_tree.in_git:
        unmerged = git.fields(work_tree.git("ls-files", "-z", "--unmerged"))
        found |= {entry.partition("\t")[2] for entry in unmerged if entry}
    return sorted(found)


def refuse_conflicted(change: Change) -> None:
    """Raise Refused if an earlier merge left conflicts."""
    found = conflicted(change.work_tree, change.base, change.yours)
    if found:
        raise Refused(
            f"Conflicts of an earlier merge are not resolved: {_listed(found)}",
            "Edit these files, then `git add` them (and commit).",
        )


def refuse_dirty(change: Change, state_file: str) -> None:
    """Raise Refused for uncommitted edits in generated files, or in any file that the change writes.

    A file that equals the base render has no edits.
    """
    tracked, untracked = uncommitted(change.work_tree)
    base, yours = change.base, change.yours
    dirty = {name for name in tracked & base.keys() if not tree.same(yours.get(name), base[name])}
    dirty |= {name for name in (tracked | untracked) & change.touched if not _unedited(name, change)}
    dirty -= {state_file, _LOCK_FILE}
    if dirty:
        raise Refused(
            f"Uncommitted changes: {_listed(sorted(dirty))}",
            "Commit or stash them, or pass --force: your edits are merged too, but git cannot undo the merge.",
        )


def _unedited(name: str, change: Change) -> bool:
    here = change.yours.get(name)
    return tree.same(here, change.base.get(name)) or tree.same(here, change.target.get(name))


def uncommitted(work_tree: WorkTree) -> tuple[set[str], set[str]]:
    """Return the modified tracked files, and the untracked, ignored or newly added files; empty sets outside git.

    Before the first commit every tracked file is newly added.
    """
    if not work_tree.in_git:
        return set(), set()
    words = ("status", "--porcelain=v1", "-z", "--no-renames", "--ignored", "-uall", "--", ".")
    tracked: set[str] = set()
    untracked: set[str] = set()
    for entry in filter(None, git.fields(work_tree.git(*words))):
        name = entry[3:].removeprefix(work_tree.prefix or "")
        (untracked if entry[0] in "?!A" else tracked).add(name)
    return tracked, untracked


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
