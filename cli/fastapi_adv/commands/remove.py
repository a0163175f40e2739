"""`remove`: remove features from a project."""

from typing import Annotated

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection, resolve, select
from fastapi_adv.commands import prompts
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import Diff, DryRun, Force, Json, ProjectOption, Sync, TemplateOption, Words, words_of
from fastapi_adv.errors import Refused, Usage
from fastapi_adv.project.migrations import downgrade_commands, drop_commands
from fastapi_adv.project.project import Project, current
from fastapi_adv.template import slices, source
from fastapi_adv.template.tree import Tree


def remove(  # noqa: PLR0913  # one parameter per option
    features: Words,
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
    template: TemplateOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask on a terminal.")] = False,
) -> int:
    """Remove features from a project. Files that you edited are kept."""
    ask = not (yes or json or dry_run) and prompts.possible()
    return run(
        decide, Options(words_of(features), project, dry_run, diff, json, force, sync, template=template, ask=ask)
    )


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
    _refuse_resources(project, after)
    used = current()
    base = project.with_features(used, before)
    target = project.with_features(used, after)
    if not options.force:
        _refuse_dependants(project, names, base, target)
    removed = set(before.enabled) - set(after.enabled)
    return Intent(
        "remove",
        project,
        before,
        after,
        project.made_by,
        base=base,
        target=target,
        messages=[f"{name} is not enabled." for name in names if name not in before.chosen],
        first=_downgrades(catalogue, removed, project.package, base, target),
    )


def _downgrades(catalogue: Catalogue, removed: set[str], package: str, base: Tree, target: Tree) -> list[str]:
    """Return the commands that drop the tables of resources and of features, in this order."""
    owned = downgrade_commands(catalogue, removed, package, base)
    return [*(command for command in drop_commands(package, base, target) if command not in owned), *owned]


def _refuse_resources(project: Project, after: Selection) -> None:
    """Raise Usage if resources need a removed feature. The unchanged demonstration goes with database."""
    recorded = project.state.answers.resources or ()
    if recorded and "database" not in after.enabled:
        demonstration = slices.demonstration(source.root())
        own = [str(resource["plural"]) for resource in recorded if resource not in demonstration]
        _refuse_while(own, f"database cannot be removed: {', '.join(own)} need it.")
    if "auth" not in after.enabled:
        owned = [str(resource["plural"]) for resource in recorded if resource.get("owned")]
        _refuse_while(owned, f"auth cannot be removed: rows of {', '.join(owned)} are owned.")


def _refuse_while(plurals: list[str], reason: str) -> None:
    if plurals:
        first = " && ".join(f"fastapi-adv destroy resource {plural}" for plural in plurals)
        raise Usage(reason, f"Type first: {first}")


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


def _refuse_dependants(project: Project, names: tuple[str, ...], base: Tree, target: Tree) -> None:
    """Raise Refused if tables or migrations of the owner depend on tables that the removed features own."""
    if found := project.dependants(base, target):
        raise Refused(
            f"Your code depends on tables of {', '.join(names)}: {', '.join(found)}. "
            "The downgrade of these tables would drop your rows too.",
            "Remove these foreign keys and migrate first, or pass --force to remove the feature all the same.",
        )
