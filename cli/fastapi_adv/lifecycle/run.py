"""The one way in which add, remove and update go: judge, plan, refuse, write, report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi_adv import console, state
from fastapi_adv.errors import DONE, INTERRUPTED, NO, Refused
from fastapi_adv.lifecycle import project, report
from fastapi_adv.lifecycle.intent import Intent, Options
from fastapi_adv.lifecycle.project import Project
from fastapi_adv.merge import clean, git, journal
from fastapi_adv.merge.apply import apply
from fastapi_adv.merge.lock import locked
from fastapi_adv.merge.plan import Change, plan
from fastapi_adv.merge.recovery import recover
from fastapi_adv.sync import sync

Decide = Callable[[Project, Options], Intent]


def run(decide: Decide, options: Options) -> int:
    """Change the project as decided; returns the exit code: 1 where conflicts were written or, on a dry run, foreseen.

    Raises Usage, Refused or EnvironmentLacks before the first write.
    """
    git.refuse_old()
    root = project.find(options.project)
    with _held(root, options):
        intent = decide(project.read(root), options)
        change = Change(root, {}, {}, {}) if intent.idle else _planned(root, intent, options)
        if not options.json:
            report.announce(intent)
        if not options.dry_run and change.touched:
            apply(change, intent.typed)
    steps = [sync(root)] if options.sync and not options.dry_run and change.touched else []
    interrupted = any(step.status == "interrupted" for step in steps)
    code = INTERRUPTED if interrupted else NO if change.merge.conflicts else DONE
    if options.json:
        console.document(report.document(intent, change, options, steps, code))
    else:
        report.tell(intent, change, options, steps)
    return code


@contextmanager
def _held(root: Path, options: Options) -> Iterator[None]:
    """Hold the project and finish what a killed run left; a dry run writes nothing, so it can do neither."""
    if options.dry_run:
        if journal.pending(root):
            raise Refused(
                "An earlier run was stopped while it wrote.", "Type the command without --dry-run to finish it."
            )
        yield
        return
    with locked(root):
        if said := recover(root):
            console.say(said)
        yield


def _planned(root: Path, intent: Intent, options: Options) -> Change:
    change = plan(root, intent.base, intent.target, state.FILE)
    clean.refuse_conflicted(root, intent.base, change.yours)
    if not options.force:
        clean.refuse_dirty(change, state.FILE)
    return change
