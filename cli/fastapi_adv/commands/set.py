"""`set`: change an answer of a project."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from fastapi_adv.catalogue.naming import name_package, one_line
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.commands.change import run
from fastapi_adv.commands.intent import Intent, Options
from fastapi_adv.commands.options import Diff, DryRun, Force, Json, ProjectOption, Suggestions, Sync
from fastapi_adv.errors import Refused, Usage
from fastapi_adv.merge.package_rename import PackageRename
from fastapi_adv.merge.plan import is_kept
from fastapi_adv.project.project import Project, current
from fastapi_adv.template import source
from fastapi_adv.template.answers import PYTHON_VERSIONS, Answers, quoted_text

Change = Callable[[Answers, str], Answers]


def _package(answers: Answers, value: str) -> Answers:
    return replace(answers, package_name=name_package(value, reserved_names(source.catalogue(source.root()))))


def _python(answers: Answers, value: str) -> Answers:
    if value not in PYTHON_VERSIONS:
        raise Usage(f"Unsupported Python version {value!r}.", f"It must be one of: {', '.join(PYTHON_VERSIONS)}")
    return replace(answers, python_version=value)


CHANGES: Mapping[str, Change] = {
    "description": lambda answers, value: replace(answers, description=one_line(value, "VALUE")),
    "author": lambda answers, value: replace(answers, author=one_line(value, "VALUE")),
    "python": _python,
    "package": _package,
}


def complete_answer(incomplete: str) -> Suggestions:
    """Suggest the answers that can be changed."""
    return [(name, "") for name in CHANGES if name.startswith(incomplete)]


def set(  # noqa: A001, PLR0913  # the command's name; one parameter per option
    answer: Annotated[
        str,
        typer.Argument(
            metavar="|".join(CHANGES), help="The answer.", show_default=False, autocompletion=complete_answer
        ),
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its new value.", show_default=False)],
    *,
    project: ProjectOption = None,
    dry_run: DryRun = False,
    diff: Diff = False,
    json: Json = False,
    force: Force = False,
    sync: Sync = False,
) -> int:
    """Change an answer: description, author, python or package."""
    if answer not in CHANGES:
        raise Usage(f"Unknown answer {answer!r}.", f"It must be one of: {', '.join(CHANGES)}")
    options = Options((answer, value), project, dry_run, diff, json, force, sync)
    return run(partial(decide, answer, value), options)


def decide(answer: str, value: str, project: Project, options: Options) -> Intent:
    """Decide the change. Raises Usage for an invalid value."""
    project.refuse_other_version("set", [answer, quoted_text(value)])
    catalogue = source.catalogue(source.root())
    selection = project.selection(catalogue)
    template = current()
    answers = CHANGES[answer](project.state.answers, value)
    changed = replace(project, state=replace(project.state, answers=answers))
    rename = PackageRename(project.package, answers.package_name) if answers.package_name != project.package else None
    if rename:
        _refuse_kept(project, rename)
    base, target = project.with_features(template, selection), changed.with_features(template, selection)
    return Intent(
        "set",
        project,
        selection,
        selection,
        project.made_by,
        base=base,
        target=target,
        messages=[f"{answer} is {value!r} already."] if base == target else [],
        words=options.words,
        rename=rename,
    )


def _refuse_kept(project: Project, rename: PackageRename) -> None:
    """Raise Refused if a kept path is in the package, because no command writes it."""
    inside = [path for path in project.state.keep if is_kept(f"src/{rename.old}", [path]) or rename.path(path) != path]
    if inside:
        raise Refused(
            f"The package cannot be moved: {', '.join(inside)} is kept, so no command writes it.",
            f"Type first: fastapi-adv keep --remove {' '.join(inside)}",
        )
