"""`add`: add features to a project."""

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection, resolve, select
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import (
    Diff,
    DryRun,
    Force,
    Json,
    NoDemo,
    ProjectOption,
    Sync,
    TemplateOption,
    Words,
    words_of,
)
from fastapi_adv.errors import Usage
from fastapi_adv.project.migrations import upgrade_commands
from fastapi_adv.project.project import Project, current
from fastapi_adv.template import source


def add(  # noqa: PLR0913  # one parameter per option
    features: Words,
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
    template: TemplateOption = None,
    no_demo: NoDemo = False,
) -> int:
    """Add features to a project, next to your edits."""
    words = words_of(features)
    return run(decide, Options(words, project, dry_run, diff, json, force, sync, template=template, no_demo=no_demo))


def decide(project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage for an unknown feature, or one that conflicts with an enabled feature."""
    catalogue = source.catalogue(source.root())
    names = resolve(catalogue, options.words)
    project.refuse_other_version("add", options.words)
    before = project.selection(catalogue)
    after = select(catalogue, [*before.chosen, *names])
    used = current()
    _refuse_late_no_demo(options, before, after)
    target = project.with_features(used, after, () if options.no_demo else None)
    base = project.with_features(used, before)
    return Intent(
        "add",
        project,
        before,
        after,
        project.made_by,
        base=base,
        target=target,
        messages=_already_enabled(catalogue, options, before.chosen),
        then=upgrade_commands(project.package, base, target),
    )


def _refuse_late_no_demo(options: Options, before: Selection, after: Selection) -> None:
    if not options.no_demo:
        return
    if "database" in before.enabled:
        raise Usage("--no-demo: database is already enabled.", "Type: fastapi-adv destroy resource items")
    if "database" not in after.enabled:
        raise Usage("--no-demo: the demonstration comes with database only.", "Remove --no-demo.")


def _already_enabled(catalogue: Catalogue, options: Options, chosen: tuple[str, ...]) -> list[str]:
    found = dict.fromkeys(catalogue.find(word).name for word in options.words)
    return [f"{name} is already enabled." for name in found if name in (*chosen, "core")]
