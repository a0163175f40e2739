"""Completing the write of a run that was killed.

A clone or an archive may bring a journal that no run here left, so its content is checked before it is used.
"""

import os

from fastapi_adv.errors import Refused, printable
from fastapi_adv.merge import journal
from fastapi_adv.merge.journal import Journal, Write
from fastapi_adv.project.work_tree import WorkTree


def recover(work_tree: WorkTree) -> str:
    """Complete the write of a killed run. Return a message for the user, empty if there was no such run."""
    if not journal.pending(work_tree):
        return ""
    if work_tree.in_git:
        _refuse_tracked(work_tree)
    left = journal.load(work_tree)
    if left is not None:
        work_tree.refuse_escapes([write.name for write in left.writes])
        _refuse_foreign_index(left)
    remaining = _unfinished(left) if left else []
    if left is None or remaining == _changing(left):
        for write in remaining:
            work_tree.prune(write.name)  # its folder may exist already
        journal.drop(work_tree)
        return "Removed the temporary files of an interrupted run. The project is unchanged."
    for write in left.writes:
        left.put(write, "after")
    left.mark_conflicts()
    journal.drop(work_tree)
    return f"Finished `{printable(left.command)}`, which was interrupted while it wrote."


def _refuse_tracked(work_tree: WorkTree) -> None:
    """Raise Refused if git tracks the journal, in any case of letters: runs hide their journal from git."""
    if work_tree.git("ls-files", "-z", "--", f":(icase){journal.FOLDER}"):
        raise Refused(
            f"{journal.FOLDER} is committed, so no run of fastapi-adv left it. It was not used.",
            f"Check who committed it, then type: git rm -r {journal.FOLDER}",
        )


def _refuse_foreign_index(left: Journal) -> None:
    """Raise Refused if the lines for git's index name files that the journal does not write."""
    own = {os.fsencode(f"{left.work_tree.prefix or ''}{write.name}") for write in left.writes}
    named = {line.partition(b"\t")[2] for line in os.fsencode(left.index).split(b"\0") if line}
    if not named <= own:
        raise Refused(
            f"{journal.FOLDER}/{journal.RECORD} names files for git's index that it does not write.",
            f"Delete the directory {journal.FOLDER}.",
        )


def _changing(left: Journal) -> list[Write]:
    """Return the writes that change a file. A conflict may only change git's index."""
    return [write for write in left.writes if left.file(write, "before") != left.file(write, "after")]


def _unfinished(left: Journal) -> list[Write]:
    """Return the writes that are not done. Raises Refused if a file is neither as before nor as after."""
    either = {write.name: left.file(write, "after") or left.file(write, "before") for write in left.writes}
    now = left.work_tree.read(either, like={name: file for name, file in either.items() if file})
    unfinished = []
    for write in left.writes:
        here = now.get(write.name)
        if here == left.file(write, "after"):
            continue
        if here != left.file(write, "before"):
            command, name = printable(left.command), printable(write.name)
            raise Refused(
                f"`{command}` was interrupted while it wrote, and {name} was changed since.",
                f"Its two versions are {journal.FOLDER}/{write.number}.before and .after: put one in place, "
                f"or delete the directory {journal.FOLDER} to keep everything as it is. Then type the command again.",
            )
        unfinished.append(write)
    return unfinished
