"""The steps that add, remove, update and set share: decide, plan, refuse, write, report."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fastapi_adv.commands import change_report, prompts
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.errors import DONE, INTERRUPTED, NO, Refused
from fastapi_adv.merge import clean, journal
from fastapi_adv.merge.apply import apply
from fastapi_adv.merge.broken_imports import broken_imports
from fastapi_adv.merge.package_rename import plan_rename, renamed_by_hand
from fastapi_adv.merge.plan import Change, plan
from fastapi_adv.merge.recovery import recover
from fastapi_adv.project import project, state
from fastapi_adv.project.project import Project
from fastapi_adv.project.sync import sync
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.system import git
from fastapi_adv.system.lock import locked
from fastapi_adv.template.answers import Outcome
from fastapi_adv.terminal import console

Decide = Callable[[Project, Options], Intent]


@dataclass(frozen=True)
class Result:
    """Change of a project that was written, or planned by a dry run."""

    intent: Intent
    change: Change
    steps: Sequence[Outcome]
    exit_code: int


def run(decide: Decide, options: Options) -> int:
    """Change the project as decided, and report. Returns the exit code of `carry_out`."""
    result = carry_out(decide, options, change_report.announce if not options.json else lambda _intent: None)
    intent, change, steps = result.intent, result.change, result.steps
    if options.json:
        console.document(change_report.document(intent, change, options, steps, result.exit_code))
    else:
        change_report.show(intent, change, options, steps)
    return result.exit_code


def carry_out(decide: Decide, options: Options, announce: Callable[[Intent], None]) -> Result:
    """Change the project as decided. The exit code is 1 if conflicts were written or are predicted.

    `announce` is called before anything is written. Raises Usage, Refused or EnvironmentLacks before the first write.
    """
    git.refuse_old()
    root = project.find(options.project)
    with project.template_in_use(root, options.template, newest=options.newest):
        with _exclusive(WorkTree(root), options):
            intent = decide(project.load(root), options)
            change = _plan(intent, options)
            announce(intent)
            if options.ask and change.touched:
                _confirm(change)
            if options.writes and change.touched:
                apply(change, intent.typed)
        steps = [sync(root)] if options.sync and options.writes and change.touched else []
        interrupted = any(step.status == "interrupted" for step in steps)
        return Result(intent, change, steps, INTERRUPTED if interrupted else NO if change.merge.conflicts else DONE)


@contextmanager
def _exclusive(work_tree: WorkTree, options: Options) -> Iterator[None]:
    """Lock the project and complete the write of a killed run. A dry run does neither, because it writes nothing."""
    if options.dry_run:
        if journal.pending(work_tree):
            raise Refused(
                "An earlier run was interrupted while it wrote.", "Type the command without --dry-run to complete it."
            )
        yield
        return
    with locked(work_tree.root):
        if message := recover(work_tree):
            console.say(message)
        yield


def _plan(intent: Intent, options: Options) -> Change:
    work_tree = intent.project.work_tree
    if intent.idle:
        change = Change(work_tree, intent.base, work_tree.read(intent.base, like=intent.base), intent.base)
        clean.refuse_conflicted(change)
        return change
    if intent.rename:
        change = plan_rename(
            work_tree, intent.base, intent.target, state.FILE, keep=intent.project.state.keep, rename=intent.rename
        )
    else:
        _refuse_renamed_package(intent)
        change = plan(work_tree, intent.base, intent.target, state.FILE, intent.project.state.keep)
    clean.refuse_conflicted(change)
    if not options.force:
        clean.refuse_dirty(change, state.FILE)
    return replace(change, broken=broken_imports(change))


def _refuse_renamed_package(intent: Intent) -> None:
    """Raise Refused if the owner renamed the package's directory: new files would import the old name."""
    package = intent.project.package
    if name := renamed_by_hand(intent.project.work_tree, intent.base, package):
        raise Refused(
            f"src/{package} not found; src/{name} has its files. The project's state still names {package!r}.",
            f"Type first: fastapi-adv set package {name}",
        )


def _confirm(change: Change) -> None:
    """Show the deletions and ask on a terminal. Raises Refused if the answer is no."""
    for path in sorted(change.merge.delete):
        console.say(f"delete    {path}")
    change_report.show_broken(change)
    if not prompts.confirm("Remove?"):
        raise Refused("Not confirmed. Nothing was changed.", "Pass --yes to skip the question.")
