"""`add`: add features to a project."""

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import resolve, select
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import Diff, DryRun, Force, Json, ProjectOption, Sync, TemplateOption, Words, words_of
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
) -> int:
    """Add features to a project, next to your edits."""
    return run(decide, Options(words_of(features), project, dry_run, diff, json, force, sync, template=template))


def decide(project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage for an unknown feature, or one that conflicts with an enabled feature."""
    catalogue = source.catalogue(source.root())
    names = resolve(catalogue, options.words)
    project.refuse_other_version("add", options.words)
    before = project.selection(catalogue)
    after = select(catalogue, [*before.chosen, *names])
    used = current()
    target = project.with_features(used, after)
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


def _already_enabled(catalogue: Catalogue, options: Options, chosen: tuple[str, ...]) -> list[str]:
    found = dict.fromkeys(catalogue.find(word).name for word in options.words)
    return [f"{name} is already enabled." for name in found if name in (*chosen, "core")]
