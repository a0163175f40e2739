"""`update`: bring a project to this version of the template."""

from fastapi_adv.catalogue.selection import select
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import Diff, DryRun, Force, Json, OldTemplate, ProjectOption, Sync, TemplateOption
from fastapi_adv.project.migrations import upgrade_commands
from fastapi_adv.project.project import Project, current
from fastapi_adv.template import origin, source, upgrades
from fastapi_adv.template.old_version import template_at
from fastapi_adv.template.origin import Origin
from fastapi_adv.template.renderer import Template


def update(  # noqa: PLR0913  # one parameter per option
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
    old_template: OldTemplate = None,
    template: TemplateOption = None,
) -> int:
    """Update a project to this version of the template."""
    return run(decide, Options((), project, dry_run, diff, json, force, sync, old_template, template, newest=True))


def decide(project: Project, options: Options) -> Intent:
    """Decide the change. Raises Refused if the old template is not available, or this tool is the older one."""
    catalogue = source.catalogue(source.root())
    version = source.version(source.root())
    moves = _location(project.state.template) != _location(origin.current())
    if not moves:
        project.refuse_newer(version)
    notes = upgrades.load(source.root(), [entry.name for entry in catalogue])
    recorded = project.state.answers.features
    project = project.with_present_names(notes)
    selection = project.selection(catalogue)
    target = project.with_features(current(), selection)
    if project.made_by == version and project.state.template == origin.current():
        messages = [f"The project is already at version {version}."]
        return Intent("update", project, selection, selection, version, target, target, messages)
    with template_at(project.made_by, options.old_template, project.state.template) as folder:
        base = project.render(Template(folder), project.state.recorded)
        before = select(source.catalogue(folder), recorded)
    return Intent(
        "update",
        project,
        before,
        selection,
        version,
        base,
        target,
        messages=[f"{project.made_by} -> {version}" + (f" of {options.template}" if moves else "")],
        notes=upgrades.between(notes, project.made_by, version, {*before.enabled, *selection.enabled}),
        then=upgrade_commands(project.package, base, target),
    )


def _location(template: Origin | None) -> str:
    return template.location if template else ""
