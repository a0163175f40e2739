"""Writing a change: all of it or nothing, whatever stops the run."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi_adv.errors import FastapiAdvError, Refused
from fastapi_adv.merge import git, journal, tree
from fastapi_adv.merge.journal import Journal
from fastapi_adv.merge.place import prune, put
from fastapi_adv.merge.plan import Change
from fastapi_adv.signals import INTERRUPTIONS


def apply(change: Change, command: str) -> None:
    """Write the change; `command` is what the next run calls it if this one is killed.

    Raises Refused where the files cannot be written, KeyboardInterrupt after Ctrl-C; the project is then as it was.
    """
    after = change.merge.write
    names = [*after, *change.merge.delete]
    files = [(name, change.yours.get(name), after.get(name)) for name in names]
    with _interrupts_held() as interrupted:
        try:
            written = journal.keep(change.root, command, files, _index_lines(change))
            for write in written.writes:
                if not interrupted:
                    put(change.root, write.name, written.file(write, "after"))
            if not interrupted:
                _mark_conflicts(written)
        except (OSError, FastapiAdvError) as error:
            _undo(change.root)
            raise Refused(f"Nothing was changed: {error}") from None
        if interrupted:
            _undo(change.root)
            raise KeyboardInterrupt
        journal.drop(change.root)


def recover(root: Path) -> str:
    """Finish what a killed run left, and say so; empty where there is nothing."""
    if not journal.pending(root):
        return ""
    left = journal.load(root)
    tree.refuse_escapes(root, [write.name for write in left.writes] if left else [])
    todo = journal.unfinished(left) if left else []
    if left is None or todo == list(left.writes):
        for write in todo:
            prune(root, write.name)  # a folder may have been made already
        journal.drop(root)
        return "An earlier run was stopped before it wrote, or after: the project is whole; its leavings are gone."
    for write in left.writes:
        put(root, write.name, left.file(write, "after"))
    _mark_conflicts(left)
    journal.drop(root)
    return f"Finished `{left.command}`, which was stopped while it wrote."


def _mark_conflicts(written: Journal) -> None:
    if written.index:
        git.ask(written.root, "update-index", "-z", "--index-info", stdin=os.fsencode(written.index))


def _undo(root: Path) -> None:
    """Put back what the journal holds; where even that fails the journal stays, for the next run."""
    left = journal.load(root)
    for write in left.writes if left else ():
        try:
            put(root, write.name, left.file(write, "before") if left else None)
        except OSError as error:
            raise Refused(
                f"Half of the change is written: {error}", "Mend that; the next run goes on from there."
            ) from None
    journal.drop(root)


def _index_lines(change: Change) -> str:
    """For `git update-index`: the three stages of each conflict, so that `git status` and merge tools know them."""
    where = git.prefix(change.root) if change.merge.stages else None
    if where is None:
        return ""
    lines = []
    for name, found in change.merge.stages.items():
        blobs = {
            number: git.ask(change.root, "hash-object", "-w", "--stdin", stdin=found[number].data) for number in found
        }
        ids = {number: blob.decode().strip() for number, blob in sorted(blobs.items())}
        lines.append(f"0 {'0' * len(next(iter(ids.values())))}\t{where}{name}\0")  # drops what the index holds now
        lines += [f"{found[number].mode:o} {blob} {number}\t{where}{name}\0" for number, blob in ids.items()]
    return "".join(lines)


@contextmanager
def _interrupts_held() -> Iterator[list[int]]:
    """Ctrl-C waits; the list then holds it."""
    held: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield held
        return
    before = {number: signal.signal(number, lambda got, _frame: held.append(got)) for number in INTERRUPTIONS}
    try:
        yield held
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
