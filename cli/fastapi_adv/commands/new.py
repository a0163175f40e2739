"""`new`: from what was typed to a project on disk."""

from dataclasses import dataclass, field
from pathlib import Path

from fastapi_adv import console, prompts, templates
from fastapi_adv.catalogue import Catalogue
from fastapi_adv.choice import Choice, choose
from fastapi_adv.errors import DONE, Usage
from fastapi_adv.naming import Names, name_here, name_project, one_line
from fastapi_adv.plan import PYTHON_VERSIONS, Answers, ProjectPlan
from fastapi_adv.preview import implied_reasons
from fastapi_adv.reserved import reserved_names
from fastapi_adv.selection import Selection, select
from fastapi_adv.target import refuse_target

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


def new(request: Request) -> int:
    """Judge everything, then write; returns the exit code. Raises Usage or Refused before the first write."""
    template = templates.root()
    catalogue = templates.catalogue(template)
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
