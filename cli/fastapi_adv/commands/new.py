"""`new`: options, names and selection of a new project."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.naming import Names, name_here, name_project, one_line
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.catalogue.selection import Choice, Selection, choose, select
from fastapi_adv.commands import prompts
from fastapi_adv.commands.options import (
    FeatureFlags,
    Suggestions,
    TemplateOption,
    complete_features,
    complete_preset,
    with_feature_flags,
)
from fastapi_adv.commands.prompts import HERE
from fastapi_adv.errors import Usage
from fastapi_adv.project.destination import refuse_target
from fastapi_adv.template import origin, source
from fastapi_adv.template.answers import PYTHON_VERSIONS, Answers, ProjectPlan
from fastapi_adv.template.origin import Origin

if TYPE_CHECKING:
    from fastapi_adv.commands.new_project import NewProject

DESTINATION = "Destination"
CHOICE = "Choice of features"


@dataclass(frozen=True)
class Request:
    """The options of `new` as typed."""

    name: str | None
    choice: Choice = field(default_factory=Choice)
    output_dir: Path | None = None
    description: str = ""
    author: str = ""
    python: str = PYTHON_VERSIONS[0]
    git: bool = True
    sync: bool = False
    defaults: bool = False
    dry_run: bool = False
    json: bool = False
    force: bool = False
    no_demo: bool = False

    def may_ask(self) -> bool:
        """Return True if questions are allowed and all streams are terminals."""
        return not (self.defaults or self.json) and prompts.possible()


def complete_python(incomplete: str) -> Suggestions:
    """Suggest the supported Python versions."""
    return [(version, "") for version in PYTHON_VERSIONS if version.startswith(incomplete)]


@with_feature_flags(source.catalogue(source.root()))
def new(  # noqa: PLR0913  # one parameter per option
    flags: FeatureFlags,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="The project's title; `.` for the current folder.", show_default=False),
    ] = None,
    *,
    features: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Features, separated by commas.",
            rich_help_panel=CHOICE,
            autocompletion=complete_features,
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every feature.", rich_help_panel=CHOICE)] = False,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="minimal, api, realtime, data or full.",
            rich_help_panel=CHOICE,
            autocompletion=complete_preset,
        ),
    ] = None,
    no_demo: Annotated[
        bool,
        typer.Option(
            "--no-demo", help="Leave out the demonstration of database: items and categories.", rich_help_panel=CHOICE
        ),
    ] = False,
    output_dir: Annotated[
        Path | None, typer.Option(metavar="PARENT", help="The parent folder.", rich_help_panel=DESTINATION)
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Write into a folder with files; overwrite only generated files.",
            rich_help_panel=DESTINATION,
        ),
    ] = False,
    description: Annotated[str, typer.Option(metavar="TEXT", help="A description in one line.")] = "",
    author: Annotated[str, typer.Option(metavar="TEXT", help="The author.")] = "",
    python: Annotated[
        str, typer.Option(metavar="3.x", help="The oldest supported Python.", autocompletion=complete_python)
    ] = PYTHON_VERSIONS[0],
    git: Annotated[bool, typer.Option(help="Create a repository with a first commit.")] = True,
    sync: Annotated[bool, typer.Option("--sync", help="Run `uv sync` afterwards.")] = False,
    defaults: Annotated[bool, typer.Option("--defaults", help="Do not ask questions.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")] = False,
    template: TemplateOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document; do not ask questions.")] = False,
) -> int:
    """Create a project."""
    choice = Choice(flags, features, all_, preset)
    how = {"git": git, "sync": sync, "defaults": defaults, "dry_run": dry_run, "json": json, "force": force}
    how["no_demo"] = no_demo
    with origin.using(Origin(template) if template else None):
        return _new(Request(name, choice, output_dir, description, author, python, **how))


def _new(request: Request) -> int:
    """Create the project and return the exit code. Raises Usage or Refused before the first write."""
    catalogue = source.catalogue(source.root())
    if request.name is None and request.may_ask():
        request = replace(request, name=prompts.ask_name(reserved_names(catalogue)))
    names = _names(request, catalogue)
    refuse_target(_destination(request, names), here=request.name == HERE, force=request.force)  # before more questions
    project = prepare(request)
    return project.preview(json=request.json) if request.dry_run else project.create(json=request.json)


def prepare(request: Request) -> "NewProject":
    """Return the project that the options describe. Nothing is rendered or written yet. Raises Usage."""
    catalogue = source.catalogue(source.root())
    names = _names(request, catalogue)
    selection = _selection(request, catalogue)
    from fastapi_adv.commands.new_project import NewProject  # imports what `new --help` does not need

    return NewProject(source.root(), catalogue, selection, _plan(request, names, selection))


def _names(request: Request, catalogue: Catalogue) -> Names:
    reserved = reserved_names(catalogue)
    if request.name == HERE:
        if request.output_dir is not None:
            raise Usage("NAME . is the current folder, which contradicts --output-dir.", "Remove one of the two.")
        return name_here(Path.cwd().name, reserved)
    if request.name is not None:
        return name_project(request.name, reserved)
    raise Usage("NAME is required.", "Type: fastapi-adv new NAME")


def _selection(request: Request, catalogue: Catalogue) -> Selection:
    if request.choice or not request.may_ask():
        return choose(catalogue, request.choice)
    return select(catalogue, prompts.ask_features(catalogue))


def _plan(request: Request, names: Names, selection: Selection) -> ProjectPlan:
    if request.python not in PYTHON_VERSIONS:
        raise Usage(f"Unsupported --python {request.python!r}.", f"It must be one of: {', '.join(PYTHON_VERSIONS)}")
    answers = Answers(
        project_name=names.title,
        package_name=names.package,
        description=one_line(request.description, "--description"),
        author=one_line(request.author, "--author"),
        python_version=request.python,
        features=selection.chosen,
        resources=() if request.no_demo and "database" in selection.enabled else None,
    )
    return ProjectPlan(
        _destination(request, names), answers, request.name == HERE, request.force, request.git, request.sync
    )


def _destination(request: Request, names: Names) -> Path:
    """Return the project's folder. The shell does not expand the ~ of --output-dir=~/x."""
    parent = Path(os.path.expanduser(request.output_dir or ""))  # noqa: PTH111  # Path's raises for an unknown user
    return Path.cwd() if request.name == HERE else parent / names.distribution
