"""Finishing what a killed run left, as far as it is a run's: a clone or an archive may bring a journal too."""

import os
from pathlib import Path

from fastapi_adv.errors import Refused, printable
from fastapi_adv.merge import git, journal
from fastapi_adv.merge.apply import mark_conflicts
from fastapi_adv.merge.journal import Journal, Write, prune, put
from fastapi_adv.template import tree


def recover(root: Path) -> str:
    """Finish what a killed run left, and say so; empty where there is nothing."""
    if not journal.pending(root):
        return ""
    where = git.prefix(root)
    if where is not None:
        _refuse_tracked(root)
    left = journal.load(root)
    if left is not None:
        tree.refuse_escapes(root, [write.name for write in left.writes])
        _refuse_foreign_index(left, where or "")
    todo = _unfinished(left) if left else []
    if left is None or todo == _changing(left):
        for write in todo:
            prune(root, write.name)  # a folder may have been made already
        journal.drop(root)
        return "An earlier run was stopped before it wrote, or after: the project is whole; its leavings are gone."
    for write in left.writes:
        put(root, write.name, left.file(write, "after"))
    mark_conflicts(left)
    journal.drop(root)
    return f"Finished `{printable(left.command)}`, which was stopped while it wrote."


def _refuse_tracked(root: Path) -> None:
    """A run hides its journal from git; one that git holds is somebody else's, in whatever case a disk takes it."""
    if git.ask(root, "ls-files", "-z", "--", f":(icase){journal.FOLDER}"):
        raise Refused(
            f"{journal.FOLDER} is in the repository, so no run of fastapi-adv left it; nothing in it is done",
            f"Look at who committed it, then type: git rm -r {journal.FOLDER}",
        )


def _refuse_foreign_index(left: Journal, where: str) -> None:
    """The lines for git's index name nothing but the files of the journal."""
    own = {os.fsencode(f"{where}{write.name}") for write in left.writes}
    named = {line.partition(b"\t")[2] for line in os.fsencode(left.index).split(b"\0") if line}
    if not named <= own:
        raise Refused(
            f"{journal.FOLDER}/{journal.RECORD} names files for git's index that it does not write",
            f"Delete the folder {journal.FOLDER}.",
        )


def _changing(left: Journal) -> list[Write]:
    """The writes that change anything: the file of a conflict may stay as it is, and only git's index tell of it."""
    return [write for write in left.writes if left.file(write, "before") != left.file(write, "after")]


def _unfinished(left: Journal) -> list[Write]:
    """Writes that are not done. Raises Refused where a file is neither as before nor as after."""
    now = tree.read(left.root, [write.name for write in left.writes])
    open_writes = []
    for write in left.writes:
        here = now.get(write.name)
        if here == left.file(write, "after"):
            continue
        if here != left.file(write, "before"):
            command, name = printable(left.command), printable(write.name)
            raise Refused(
                f"`{command}` was cut off while it wrote, and {name} was changed since.",
                f"Its two versions are {journal.FOLDER}/{write.number}.before and .after: put one in place, "
                f"or delete the folder {journal.FOLDER} to leave everything as it is. Then type the command again.",
            )
        open_writes.append(write)
    return open_writes
