"""Writing a change: all of it or nothing, whatever stops the run."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi_adv.errors import FastapiAdvError, Refused
from fastapi_adv.merge import git, journal
from fastapi_adv.merge.journal import Journal, holds, put
from fastapi_adv.merge.plan import Change
from fastapi_adv.system.signals import INTERRUPTIONS


def apply(change: Change, command: str) -> None:
    """Write the change; `command` is what the next run calls it if this one is killed.

    Raises Refused where the files cannot be written, KeyboardInterrupt after Ctrl-C; the project is then as it was.
    """
    after = change.merge.write
    yours, gone = change.yours, set(change.merge.delete)
    marked = {name: yours[name] for name in change.merge.stages if name in yours and name not in gone}  # some only so
    files = [(name, yours.get(name), after.get(name, marked.get(name))) for name in change.names]
    with _interrupts_held() as interrupted:
        try:
            written = journal.keep(change.root, command, files, _index_lines(change))
            for write in written.writes:
                if not interrupted:
                    put(change.root, write.name, written.file(write, "after"))
            if not interrupted:
                mark_conflicts(written)
        except (OSError, FastapiAdvError) as error:
            _undo(change.root)
            raise Refused(f"Nothing was changed: {error}") from None
        if interrupted:
            _undo(change.root)
            raise KeyboardInterrupt
        journal.drop(change.root)


def mark_conflicts(written: Journal) -> None:
    if written.index:
        git.ask(written.root, "update-index", "-z", "--index-info", stdin=os.fsencode(written.index))


def _undo(root: Path) -> None:
    """Put back what the journal holds; where a file really stays changed the journal stays too, for the next run."""
    left = journal.load(root)
    changed = ""
    for write in left.writes if left else ():
        before = left.file(write, "before") if left else None
        try:
            put(root, write.name, before)
        except OSError as error:  # a folder that cannot be written refuses this too, and may hold nothing new
            if not holds(root, write.name, before):
                changed = changed or str(error)
    if changed:
        raise Refused(f"Half of the change is written: {changed}", "Mend that; the next run goes on from there.")
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
