"""Writing a change: all of it, or nothing."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi_adv.errors import FastapiAdvError, Refused
from fastapi_adv.merge import journal
from fastapi_adv.merge.plan import Change
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.system.signals import INTERRUPTIONS


def apply(change: Change, command: str) -> None:
    """Write the change; `command` names it if this run is killed and the next one completes it.

    Raises Refused if a file cannot be written, KeyboardInterrupt after Ctrl-C. The project is then unchanged.
    """
    work_tree, after = change.work_tree, change.merge.write
    yours, deleted = change.yours, set(change.merge.delete)
    # Some conflicting files keep their content; only git's index changes.
    marked = {name: yours[name] for name in change.merge.stages if name in yours and name not in deleted}
    files = [(name, yours.get(name), after.get(name, marked.get(name))) for name in change.names]
    with _interrupts_deferred() as interrupts:
        try:
            written = journal.keep(work_tree, command, files, _index_lines(change))
            for write in written.writes:
                if not interrupts:
                    written.put(write, "after")
            if not interrupts:
                written.mark_conflicts()
        except (OSError, FastapiAdvError) as error:
            _roll_back(work_tree)
            raise Refused(f"Nothing was changed: {error}") from None
        if interrupts:
            _roll_back(work_tree)
            raise KeyboardInterrupt
        journal.drop(work_tree)


def _roll_back(work_tree: WorkTree) -> None:
    """Restore every file from the journal. If one cannot be restored, the journal stays for the next run."""
    left = journal.load(work_tree)
    failed = ""
    for write in left.writes if left else ():
        try:
            if left:
                left.put(write, "before")
        except OSError as error:  # a read-only folder refuses this too, although nothing in it may have changed
            if left and not work_tree.holds(write.name, left.file(write, "before")):
                failed = failed or str(error)
    if failed:
        raise Refused(f"The change is half written: {failed}", "Fix this, then run the command again to complete it.")
    journal.drop(work_tree)


def _index_lines(change: Change) -> str:
    """Return the input of `git update-index --index-info` that records the three stages of each conflict."""
    work_tree = change.work_tree
    if not change.merge.stages or not work_tree.in_git:
        return ""
    lines = []
    for name, found in change.merge.stages.items():
        blobs = {number: work_tree.git("hash-object", "-w", "--stdin", stdin=found[number].data) for number in found}
        ids = {number: blob.decode().strip() for number, blob in sorted(blobs.items())}
        path = f"{work_tree.prefix}{name}"
        lines.append(f"0 {'0' * len(next(iter(ids.values())))}\t{path}\0")  # removes the present entry
        lines += [f"{found[number].mode:o} {blob} {number}\t{path}\0" for number, blob in ids.items()]
    return "".join(lines)


@contextmanager
def _interrupts_deferred() -> Iterator[list[int]]:
    """Collect interruptions in the yielded list instead of raising them."""
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    before = {number: signal.signal(number, lambda got, _frame: received.append(got)) for number in INTERRUPTIONS}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
