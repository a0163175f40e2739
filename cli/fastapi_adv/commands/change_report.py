"""Report of add, remove and update: a JSON document, or lines for people."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from fastapi_adv.catalogue.selection import implied_lines
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.merge import unified_diff
from fastapi_adv.merge.formatting import format_commands
from fastapi_adv.merge.plan import Change
from fastapi_adv.template import source
from fastapi_adv.template.answers import Outcome, quoted
from fastapi_adv.terminal import console

SHOWN = 20  # files in one list


def document(intent: Intent, change: Change, options: Options, steps: Sequence[Outcome], code: int) -> dict[str, Any]:
    """Return the JSON document, whose schema is in docs/json.md."""
    merge = change.merge
    return {
        "command": intent.command,
        "dry_run": options.dry_run,
        "path": str(change.work_tree.root),
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
        "broken_imports": [vars(found) for found in change.broken],
        "notes": [
            {"version": note.version, "kind": note.kind, "feature": note.feature, "text": note.text}
            for note in intent.notes
        ],
        "first": list(intent.first),
        "steps": [vars(step) for step in steps],
        "next": next_commands(intent, change, options, steps),
        **({"remaining": dict(change.remaining)} if intent.rename else {}),
        **intent.more,
        **({"diff": difference(change)} if options.diff else {}),
        "exit_code": code,
    }


def difference(change: Change) -> str:
    """Return the change of your files as a unified diff."""
    merge = change.merge
    after = {name: file for name, file in change.yours.items() if name not in merge.delete} | merge.write
    return unified_diff.diff(change.yours, after, [*merge.write, *merge.delete])


def announce(intent: Intent) -> None:
    """Print, before anything is written, what the change brings and what to type first."""
    for line in intent.messages:
        console.say(line)
    catalogue = source.catalogue(source.root())
    for line in implied_lines(catalogue, intent.after, among=intent.added):
        console.say(line)
    for feature in catalogue.features:
        if feature.name in intent.removed and feature.name not in intent.before.chosen:
            console.say(f"- {feature.name}: {feature.summary} (no longer needed)")
    if intent.first:
        console.say("The tables stay in the database. To drop them with their rows, run this first:")
        for command in intent.first:
            console.say(f"  {command}")


def show(intent: Intent, change: Change, options: Options, steps: Sequence[Outcome]) -> None:
    """Print the report for people."""
    merge = change.merge
    for path, kind in sorted(merge.conflicts.items()):
        console.say(f"conflict  {path}  ({kind})")
    for path, reason in sorted(merge.kept.items()):
        console.say(f"kept      {path}  ({reason})")
    if not (options.ask and change.touched):  # otherwise shown before the question
        show_broken(change)
    _show_remaining(intent, change)
    for note in intent.notes:
        console.say(f"{note.version}  {note.feature}: {note.text}")
    for step in steps:
        if step.status != "done" or step.reason:
            console.say(f"{step.step} {step.status}: {step.reason}")
    if options.dry_run:
        console.result("\n".join(_listed(change)))
    if options.diff and (text := difference(change)):
        console.result(unified_diff.for_terminal(text.removesuffix("\n")))
    if commands := next_commands(intent, change, options, steps):
        console.result("\n".join(commands))


def show_broken(change: Change) -> None:
    """List the imports in the owner's code that the change breaks."""
    for found in change.broken:
        console.say(f"broken    {found.path}:{found.line}  (imports {found.module}, which is gone)")


def _show_remaining(intent: Intent, change: Change) -> None:
    """List the files that have the old name of the package in text that is no import."""
    if intent.rename and change.remaining:
        console.say(f"Text with the old name {intent.rename.old!r}, which was not changed:")
        for path, lines in list(change.remaining.items())[:SHOWN]:
            console.say(f"  {path}  ({lines} line{'s' * (lines > 1)})")
        if len(change.remaining) > SHOWN:
            console.say(f"  and {len(change.remaining) - SHOWN} more files")


def _listed(change: Change) -> list[str]:
    kinds = {"create": change.created, "change": change.changed, "delete": sorted(change.merge.delete)}
    kinds["conflict"] = sorted(change.merge.conflicts)
    return [f"{kind:<9} {path}" for kind, paths in kinds.items() for path in paths]


def next_commands(intent: Intent, change: Change, options: Options, steps: Sequence[Outcome]) -> list[str]:
    """Return the commands to type next, in order. A dry run has none."""
    if options.dry_run or not change.touched:
        return []
    unmerged = [quoted(PurePath(name)) for name in sorted(change.merge.conflicts)]
    resolved = [" ".join(["git add", *unmerged])] if change.merge.stages else []
    synced = any(step.step == "sync" and step.status == "done" for step in steps)
    return [*resolved, *([] if synced else ["uv sync"]), *format_commands(change), *intent.then]
