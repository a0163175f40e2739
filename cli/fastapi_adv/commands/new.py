"""`new`: from what was typed to a project on disk."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.naming import Names, name_here, name_project, one_line
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.catalogue.selection import Choice, Selection, choose, select
from fastapi_adv.commands import prompts
from fastapi_adv.commands.options import FeatureFlags, with_feature_flags
from fastapi_adv.errors import DONE, Usage
from fastapi_adv.project.destination import refuse_target
from fastapi_adv.template import source
from fastapi_adv.template.answers import PYTHON_VERSIONS, Answers, ProjectPlan
from fastapi_adv.template.description import implied_reasons
from fastapi_adv.terminal import console

HERE = "."


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

    def may_ask(self) -> bool:
        """Whether questions are wanted and someone is there to answer them."""
        return not (self.defaults or self.json) and prompts.possible()


app = typer.Typer()

OUTPUT = "Where it goes"
CHOICE = "Choice of features"


@app.command()
@with_feature_flags(source.catalogue(source.root()))
def new(  # noqa: PLR0913  # one parameter per option
    flags: FeatureFlags,
    name: Annotated[
        str | None, typer.Argument(help="The project's title; `.` means this folder.", show_default=False)
    ] = None,
    *,
    features: Annotated[str | None, typer.Option(help="Features, separated by commas.", rich_help_panel=CHOICE)] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every feature.", rich_help_panel=CHOICE)] = False,
    preset: Annotated[
        str | None, typer.Option(help="minimal, api, realtime, data or full.", rich_help_panel=CHOICE)
    ] = None,
    output_dir: Annotated[Path | None, typer.Option(help="The parent folder.", rich_help_panel=OUTPUT)] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder with files; overwrite only our own.", rich_help_panel=OUTPUT),
    ] = False,
    description: Annotated[str, typer.Option(help="One line that says what the project does.")] = "",
    author: Annotated[str, typer.Option(help="Who writes it.")] = "",
    python: Annotated[str, typer.Option(help="The oldest Python that it runs on.")] = PYTHON_VERSIONS[0],
    git: Annotated[bool, typer.Option(help="Make a first commit where there is no repository.")] = True,
    sync: Annotated[bool, typer.Option("--sync", help="Run `uv sync` afterwards.")] = False,
    defaults: Annotated[bool, typer.Option("--defaults", help="Never ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document; never ask.")] = False,
) -> int:
    """Write a new project."""
    choice = Choice(flags, features, all_, preset)
    how = {"git": git, "sync": sync, "defaults": defaults, "dry_run": dry_run, "json": json, "force": force}
    return _new(Request(name, choice, output_dir, description, author, python, **how))


def _new(request: Request) -> int:
    """Judge everything, then write; returns the exit code. Raises Usage or Refused before the first write."""
    template = source.root()
    catalogue = source.catalogue(template)
    names = _names(request, catalogue)
    selection = _selection(request, catalogue)
    plan = _plan(request, names, selection)
    refuse_target(Path(plan.destination), here=plan.here, force=plan.force)
    for line in implied_reasons(selection.implied):
        console.say(line)
    from fastapi_adv.commands import new_project

    if request.dry_run:
        new_project.preview(template, catalogue, plan, selection, json=request.json)
        return DONE
    return new_project.create(template, plan, selection, json=request.json)


def _names(request: Request, catalogue: Catalogue) -> Names:
    reserved = reserved_names(catalogue)
    if request.name == HERE:
        if request.output_dir is not None:
            raise Usage("NAME . means here, so --output-dir has no meaning.", "Leave out one of the two.")
        return name_here(Path.cwd().name, reserved)
    if request.name is not None:
        return name_project(request.name, reserved)
    if not request.may_ask():
        raise Usage("NAME is missing.", "Type: fastapi-adv new NAME")
    return name_project(prompts.ask_name(reserved), reserved)


def _selection(request: Request, catalogue: Catalogue) -> Selection:
    if request.choice or not request.may_ask():
        return choose(catalogue, request.choice)
    return select(catalogue, prompts.ask_features(catalogue))


def _plan(request: Request, names: Names, selection: Selection) -> ProjectPlan:
    if request.python not in PYTHON_VERSIONS:
        raise Usage(f"--python {request.python!r} is not supported.", f"Type one of: {', '.join(PYTHON_VERSIONS)}")
    answers = Answers(
        project_name=names.title,
        package_name=names.package,
        description=one_line(request.description, "--description"),
        author=one_line(request.author, "--author"),
        python_version=request.python,
        features=selection.chosen,
    )
    here = request.name == HERE
    destination = Path.cwd() if here else (request.output_dir or Path()) / names.distribution
    return ProjectPlan(destination, answers, here, request.force, request.git, request.sync)
