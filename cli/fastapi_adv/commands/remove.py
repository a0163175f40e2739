"""`remove`: remove features from a project."""

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection, resolve, select
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options, downgrade_commands
from fastapi_adv.commands.options import Diff, DryRun, Force, Json, ProjectOption, Sync, Words
from fastapi_adv.errors import Usage
from fastapi_adv.project.project import Project, current
from fastapi_adv.template import source

app = typer.Typer()


@app.command()
def remove(  # noqa: PLR0913  # one parameter per option
    features: Words,
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Remove features from a project. Files that you edited are kept."""
    return run(decide, Options(tuple(features), project, dry_run, diff, json, force, sync))


def decide(project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage for an unknown feature, or one that another enabled feature requires."""
    catalogue = source.catalogue(source.root())
    names = resolve(catalogue, options.words)
    if any(catalogue.find(word).kind == "core" for word in options.words):
        raise Usage("core cannot be removed: every project has it.", "Name the features to remove.")
    project.refuse_other_version("remove", options.words)
    before = project.selection(catalogue)
    after = select(catalogue, [name for name in before.chosen if name not in names])
    _refuse_required(catalogue, names, after)
    template = current()
    base = project.with_features(template, before)
    removed = set(before.enabled) - set(after.enabled)
    return Intent(
        "remove",
        project,
        before,
        after,
        project.made_by,
        base=base,
        target=project.with_features(template, after),
        messages=[f"{name} is not enabled." for name in names if name not in before.chosen],
        first=downgrade_commands(catalogue, removed, project.package, base),
    )


def _refuse_required(catalogue: Catalogue, names: tuple[str, ...], after: Selection) -> None:
    for name in names:
        if name not in after.enabled:
            continue
        users = [other for other in after.enabled if name in catalogue[other].requires]
        together = " ".join([*(user for user in users if user in after.chosen), name])
        raise Usage(
            f"{name} cannot be removed: {', '.join(users)} need{'s' * (len(users) == 1)} it.",
            f"Remove them together: fastapi-adv remove {together}",
        )
