"""Routes of an existing project: the page with the preview of a change, and applying it."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from pydantic import BaseModel
from starlette.requests import Request

from fastapi_adv.project.project import template_in_use
from fastapi_adv.web.choose_routes import Step
from fastapi_adv.web.project_page import ProjectPage, perform
from fastapi_adv.web.site import CanWrite, SiteDep
from fastapi_adv.web.templating import page
from fastapi_adv.web.wanted_change import ChangeCommand, WantedChange

router = APIRouter(prefix="/project")


class Conflict(BaseModel):
    """A file with conflict markers, and the kind of the conflict as git names it."""

    path: str
    kind: str


class Kept(BaseModel):
    """A file that was left as the user has it, and the reason."""

    path: str
    reason: str


class Files(BaseModel):
    """Files of a change, by what happened to them."""

    created: list[str]
    changed: list[str]
    deleted: list[str]
    conflicts: list[Conflict]
    kept: list[Kept]


class Applied(BaseModel):
    """Report of a change that was written; the keys are those of `--json`."""

    command: str
    changed: bool
    files: Files
    first: list[str]
    steps: list[Step]
    next: list[str]
    exit_code: int


def get_root(site: SiteDep) -> Path:
    """Return the project's folder. Raises 404 if the page was started outside a project."""
    if site.project is None:
        raise HTTPException(404, "The page was not started in a project. Type: fastapi-adv web --project DIR")
    return site.project


RootDep = Annotated[Path, Depends(get_root)]


@router.get("")
def show(request: Request, wanted: Annotated[WantedChange, Query()], root: RootDep, site: SiteDep) -> Response:
    """Show the project, and predict the change that the query asks for. Nothing is written."""
    with template_in_use(root, None):
        return page(request, "project.html", {"page": ProjectPage(root, wanted), "site": site})


@router.post("/apply", dependencies=[CanWrite])
def apply(command: Annotated[ChangeCommand, Query()], root: RootDep) -> Applied:
    """Run the command, with the refusals, the lock and the journal of the command line."""
    _, report = perform(root, command, dry_run=False)
    return Applied.model_validate(report)
