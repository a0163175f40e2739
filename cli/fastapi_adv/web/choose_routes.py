"""Routes of a new project: the page, its ZIP archive, and writing it."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from fastapi_adv.project.destination import refuse_target
from fastapi_adv.template.answers import next_commands
from fastapi_adv.web.archive import zipped
from fastapi_adv.web.choose_page import ChoosePage
from fastapi_adv.web.site import CanWrite, CatalogueDep, DraftDep, RenderingsDep, SiteDep, ValidDraftDep
from fastapi_adv.web.templating import page

router = APIRouter()


class Zip(Response):
    """ZIP archive."""

    media_type = "application/zip"


class Step(BaseModel):
    """A step after the project was written, such as the first commit."""

    step: str
    status: str
    reason: str = ""


class Written(BaseModel):
    """Report of a written project, with the commands to type next."""

    path: Annotated[str, Field(description="Absolute path of the project")]
    files: int
    steps: list[Step]
    next: list[str]


@router.get("/")
def choose(
    request: Request, found: DraftDep, catalogue: CatalogueDep, renderings: RenderingsDep, site: SiteDep
) -> Response:
    """Show the project that `new` would create for the query."""
    return page(request, "choose.html", {"page": ChoosePage(found, catalogue, renderings), "site": site})


@router.get("/project.zip", response_class=Zip)
def download(found: ValidDraftDep, renderings: RenderingsDep) -> Zip:
    """Return the files that `new` would write, as an archive."""
    folder = found.project.plan.destination.name
    headers = {"Content-Disposition": f'attachment; filename="{folder}.zip"'}
    return Zip(zipped(renderings.tree(found.answers), folder), headers=headers)


@router.post("/new", status_code=201, dependencies=[CanWrite])
def write(found: ValidDraftDep) -> Written:
    """Write the project below the start directory, with the refusals of `new`."""
    project = found.project
    refuse_target(project.destination, here=False, force=False)
    outcomes = project.write()
    return Written(
        path=str(project.destination),
        files=len(project.tree),
        steps=[Step(**vars(outcome)) for outcome in outcomes.values()],
        next=list(next_commands(project.plan, outcomes)),
    )
