"""The one way in which add, remove and update go: judge, plan, refuse, write, report."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.errors import DONE, INTERRUPTED, NO, Refused
from fastapi_adv.merge import clean, git, journal, unified_diff
from fastapi_adv.merge.apply import apply
from fastapi_adv.merge.plan import Change, plan
from fastapi_adv.merge.recovery import recover
from fastapi_adv.project import state, worktree
from fastapi_adv.project.sync import sync
from fastapi_adv.project.worktree import Project
from fastapi_adv.system.lock import locked
from fastapi_adv.template.answers import Outcome, quoted
from fastapi_adv.terminal import console

Decide = Callable[[Project, Options], Intent]


def run(decide: Decide, options: Options) -> int:
    """Change the project as decided; returns the exit code: 1 where conflicts were written or, on a dry run, foreseen.

    Raises Usage, Refused or EnvironmentLacks before the first write.
    """
    git.refuse_old()
    root = worktree.find(options.project)
    with _held(root, options):
        intent = decide(worktree.read(root), options)
        change = Change(root, {}, {}, {}) if intent.idle else _planned(root, intent, options)
        if not options.json:
            announce(intent)
        if not options.dry_run and change.touched:
            apply(change, intent.typed)
    steps = [sync(root)] if options.sync and not options.dry_run and change.touched else []
    interrupted = any(step.status == "interrupted" for step in steps)
    code = INTERRUPTED if interrupted else NO if change.merge.conflicts else DONE
    if options.json:
        console.document(document(intent, change, options, steps, code))
    else:
        tell(intent, change, options, steps)
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


def document(intent: Intent, change: Change, options: Options, steps: Sequence[Outcome], code: int) -> dict[str, Any]:
    """The JSON document, whose schema is in docs/json.md."""
    merge = change.merge
    return {
        "command": intent.command,
        "dry_run": options.dry_run,
        "path": str(change.root),
        "changed": bool(change.touched),
        "template_version": {"before": intent.project.made_by, "after": intent.version},
        "features": {
            "chosen": list(intent.after.chosen),
            "added": intent.added,
            "removed": intent.removed,
            "implied": {name: list(users) for name, users in intent.implied.items()},
        },
        "files": {
            "created": change.created,
            "changed": change.changed,
            "deleted": sorted(merge.delete),
            "conflicts": [{"path": path, "kind": kind} for path, kind in sorted(merge.conflicts.items())],
            "kept": [{"path": path, "reason": reason} for path, reason in sorted(merge.kept.items())],
        },
        "notes": [vars(note) for note in intent.notes],
        "first": list(intent.first),
        "steps": [vars(step) for step in steps],
        "next": left_to_type(intent, change, options, steps),
        **({"diff": difference(change)} if options.diff else {}),
        "exit_code": code,
    }


def difference(change: Change) -> str:
    """From your files to what they become."""
    merge = change.merge
    after = {name: file for name, file in change.yours.items() if name not in merge.delete} | merge.write
    return unified_diff.diff(change.yours, after, [*merge.write, *merge.delete])


def announce(intent: Intent) -> None:
    """What is to be known before anything is written."""
    for line in intent.said:
        console.say(line)
    for name, users in intent.implied.items():
        console.say(f"+ {name}  ({', '.join(users)} need{'s' * (len(users) == 1)} it)")
    for name in intent.removed:
        if name not in intent.before.chosen:
            console.say(f"- {name}  (nothing needs it any more)")
    if intent.first:
        console.say("There are tables. Where they are to go, type this first, while their code is there:")
        for command in intent.first:
            console.say(f"  {command}")


def tell(intent: Intent, change: Change, options: Options, steps: Sequence[Outcome]) -> None:
    """The same as `document`, for people."""
    merge = change.merge
    for path, kind in sorted(merge.conflicts.items()):
        console.say(f"conflict  {path}  ({kind})")
    for path, reason in sorted(merge.kept.items()):
        console.say(f"kept      {path}  ({reason})")
    for note in intent.notes:
        console.say(f"{note.version}  {note.feature}: {note.text}")
    for step in steps:
        if step.status != "done":
            console.say(f"{step.step} {step.status}: {step.reason}")
    if options.dry_run:
        console.result("\n".join(_listed(change)))
    if options.diff and (text := difference(change)):
        console.result(unified_diff.for_terminal(text.removesuffix("\n")))
    if left := left_to_type(intent, change, options, steps):
        console.result("\n".join(left))


def _listed(change: Change) -> list[str]:
    kinds = {"create": change.created, "change": change.changed, "delete": sorted(change.merge.delete)}
    kinds["conflict"] = sorted(change.merge.conflicts)
    return [f"{kind:<9} {path}" for kind, paths in kinds.items() for path in paths]


def left_to_type(intent: Intent, change: Change, options: Options, steps: Sequence[Outcome]) -> list[str]:
    """Commands, in order; none on a dry run."""
    if options.dry_run or not change.touched:
        return []
    unmerged = [quoted(PurePath(name)) for name in sorted(change.merge.conflicts)]
    resolved = [" ".join(["git add", *unmerged])] if change.merge.stages else []
    synced = any(step.step == "sync" and step.status == "done" for step in steps)
    return [*resolved, *([] if synced else ["uv sync"]), *intent.then]
