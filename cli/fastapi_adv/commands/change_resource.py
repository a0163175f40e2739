"""`change resource`: add, alter, drop and rename fields of a resource."""

import shlex
from functools import partial
from typing import Annotated

import typer

from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import (
    Diff,
    DryRun,
    FieldWords,
    Force,
    Json,
    ProjectOption,
    ResourceName,
    Sync,
    complete_field,
)
from fastapi_adv.commands.resource_change import ResourceChange, Rules, rules
from fastapi_adv.errors import Refused, Usage
from fastapi_adv.project import resource_branches
from fastapi_adv.project.project import Project
from fastapi_adv.resources.changes import FieldChanges, changed, find, lost
from fastapi_adv.resources.field_rules import declared
from fastapi_adv.resources.fields import Record


def change_resource(  # noqa: PLR0913  # one parameter per option
    resource: ResourceName,
    fields: FieldWords = None,
    *,
    drop: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="Drop a field.", autocompletion=complete_field)
    ] = None,
    rename: Annotated[
        list[str] | None, typer.Option(metavar="OLD=NEW", help="Rename a field; its values stay.", show_default=False)
    ] = None,
    accept_data_loss: Annotated[
        bool, typer.Option("--accept-data-loss", help="Allow changes that can lose values of existing rows.")
    ] = False,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Add, alter, drop or rename fields of a resource, with a migration."""
    if not (fields or drop or rename):
        raise Usage("A FIELD, --drop or --rename is required.", f"Type: fastapi-adv change resource {resource} FIELD")
    options = Options((resource, *(fields or ())), project, dry_run, diff, json, force, sync)
    renamed = dict(_renamed(word) for word in rename or ())
    return run(partial(_decide, tuple(drop or ()), renamed, accept_data_loss), options)


def _decide(drop: tuple[str, ...], rename: dict[str, str], accept: bool, project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage if a rule is broken, Refused if data could be lost or there are two heads."""
    name, *words = options.words
    flags = [word for old in drop for word in ("--drop", old)]
    flags += [word for old, new in rename.items() for word in ("--rename", f"{old}={new}")]
    change = ResourceChange("change", project, ["resource", name, *words, *flags, *["--accept-data-loss"] * accept])
    resource = find(change.before, name)
    known = rules()
    new = [declared(word, known.types, known.reserved) for word in words]
    head = resource_branches.head(project, resource)
    changes = FieldChanges(new, drop, rename, head)
    after = changed(resource, changes)
    if not accept:
        _refuse_losses(change, resource, changes, known)
    others = tuple(after if other is resource else other for other in change.before)
    return change.intent(others, after, known)


def _refuse_losses(change: ResourceChange, resource: Record, changes: FieldChanges, known: Rules) -> None:
    found = lost(resource, changes, known.types)
    if found:
        typed = shlex.join(["fastapi-adv", change.command, *change.words, "--accept-data-loss"])
        raise Refused(f"The migration can lose data. {'; '.join(found)}.", f"If this is intended, type: {typed}")


def _renamed(word: str) -> tuple[str, str]:
    old, equals, new = word.partition("=")
    if not (old and equals and new):
        raise Usage(f"--rename {word!r} must be OLD=NEW.", "Type for example: --rename due=due_on")
    return old, new
