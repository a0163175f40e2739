"""`add`: the recorded features and the named ones."""

from fastapi_adv import templates
from fastapi_adv.catalogue import Catalogue
from fastapi_adv.lifecycle import tables
from fastapi_adv.lifecycle.intent import Intent, Options
from fastapi_adv.lifecycle.project import Project, current
from fastapi_adv.lifecycle.run import run
from fastapi_adv.selection import resolve, select


def add(options: Options) -> int:
    """Add features; returns the exit code."""
    return run(decide, options)


def decide(project: Project, options: Options) -> Intent:
    """Raises Usage for words that are no features, or that conflict with what is there."""
    catalogue = templates.catalogue(templates.root())
    names = resolve(catalogue, options.words)
    project.refuse_other_version("add", options.words)
    before = project.selection(catalogue)
    after = select(catalogue, [*before.chosen, *names])
    template = current()
    target = project.with_features(template, after)
    new = set(after.enabled) - set(before.enabled)
    return Intent(
        "add",
        project,
        before,
        after,
        project.made_by,
        base=project.with_features(template, before),
        target=target,
        said=_there_already(catalogue, options, before.chosen),
        then=tables.upgrade(catalogue, new, project.package, target),
    )


def _there_already(catalogue: Catalogue, options: Options, chosen: tuple[str, ...]) -> list[str]:
    found = dict.fromkeys(catalogue.find(word).name for word in options.words)
    return [f"{name} is there already." for name in found if name in (*chosen, "core")]
