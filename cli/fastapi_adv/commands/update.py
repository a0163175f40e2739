"""`update`: the recorded features by this tool's template."""

from fastapi_adv import templates, upgrades
from fastapi_adv.lifecycle.intent import Intent, Options
from fastapi_adv.lifecycle.project import Project, current
from fastapi_adv.lifecycle.run import run
from fastapi_adv.memory import Template
from fastapi_adv.old_template import template_at


def update(options: Options) -> int:
    """Bring the project to this tool's version; returns the exit code."""
    return run(decide, options)


def decide(project: Project, options: Options) -> Intent:
    """Raises Refused where the old template cannot be got, or this tool is the older one."""
    catalogue = templates.catalogue(templates.root())
    version = templates.version(templates.root())
    selection = project.selection(catalogue)
    project.refuse_newer(version)
    target = project.with_features(current(), selection)
    if project.made_by == version:
        said = [f"The project is at {version} already."]
        return Intent("update", project, selection, selection, version, said=said)
    with template_at(project.made_by, options.old_template) as folder:
        base = project.render(Template(folder), project.state.recorded)
    notes = upgrades.load(templates.root(), [entry.name for entry in catalogue])
    return Intent(
        "update",
        project,
        selection,
        selection,
        version,
        base,
        target,
        said=[f"{project.made_by} -> {version}"],
        notes=upgrades.between(notes, project.made_by, version, selection.enabled),
    )
