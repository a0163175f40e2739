"""`remove`: the recorded features without the named ones."""

from fastapi_adv import templates
from fastapi_adv.catalogue import Catalogue
from fastapi_adv.errors import Usage
from fastapi_adv.lifecycle import tables
from fastapi_adv.lifecycle.intent import Intent, Options
from fastapi_adv.lifecycle.project import Project, current
from fastapi_adv.lifecycle.run import run
from fastapi_adv.selection import Selection, resolve, select


def remove(options: Options) -> int:
    """Remove features; returns the exit code."""
    return run(decide, options)


def decide(project: Project, options: Options) -> Intent:
    """Raises Usage for words that are no features, and for features that what stays needs."""
    catalogue = templates.catalogue(templates.root())
    names = resolve(catalogue, options.words)
    if any(catalogue.find(word).kind == "core" for word in options.words):
        raise Usage("core cannot be removed: every project has it.", "Name the features to remove.")
    project.refuse_other_version("remove", options.words)
    before = project.selection(catalogue)
    after = select(catalogue, [name for name in before.chosen if name not in names])
    _refuse_needed(catalogue, names, after)
    template = current()
    base = project.with_features(template, before)
    gone = set(before.enabled) - set(after.enabled)
    return Intent(
        "remove",
        project,
        before,
        after,
        project.made_by,
        base=base,
        target=project.with_features(template, after),
        said=[f"{name} is not there." for name in names if name not in before.chosen],
        first=tables.downgrades(catalogue, gone, project.package, base),
    )


def _refuse_needed(catalogue: Catalogue, names: tuple[str, ...], after: Selection) -> None:
    for name in names:
        if name not in after.enabled:
            continue
        users = [other for other in after.enabled if name in catalogue[other].requires]
        together = " ".join([*(user for user in users if user in after.chosen), name])
        raise Usage(
            f"{name} cannot be removed: {', '.join(users)} need{'s' * (len(users) == 1)} it.",
            f"Remove them together: fastapi-adv remove {together}",
        )
