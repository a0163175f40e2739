"""One small example of each kind of reply."""

import csv
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from html import escape
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, TypedDict, cast

from fastapi import APIRouter, Depends, FastAPI, Query, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from ..content_disposition import attachment
from ..lifecycle import announced
from .downloads import download
from .redirects import local_target
from .settings import ResponsesSettings

ROWS_PER_CHUNK = 200


class ResponsesState(TypedDict):
    responses: Path


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[ResponsesState]:
    with announced("responses"):
        yield {"responses": ResponsesSettings().files}


router = APIRouter(prefix="/responses", tags=["responses"], lifespan=lifespan)


def files_root(conn: HTTPConnection) -> Path:
    return cast(ResponsesState, conn.state)["responses"]


FilesRoot = Annotated[Path, Depends(files_root)]


Replies = dict[int | str, dict[str, Any]]
FILE: Replies = {
    206: {"description": "The part that Range asks for"},
    304: {"description": "You have it"},
    404: {"description": "There is no such file"},
    416: {"description": "The file has no such part"},
}
FOREIGN: Replies = {400: {"description": "Not a path of this site"}}
FOR_GOOD: Replies = {308: {"description": "The same, for good"}}


class Greeting(BaseModel):
    message: str


@router.get("/json")
async def json(response: Response) -> Greeting:
    """JSON with headers of its own: the model stays declared, and fast."""
    response.headers["X-Custom-Header"] = "custom value"
    response.headers["Cache-Control"] = "max-age=3600"
    return Greeting(message="Hello World")


@router.get("/html", response_class=HTMLResponse)
async def html(name: Annotated[str, Query(max_length=100)] = "World") -> str:
    """HTML by hand; whatever comes from outside is escaped."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Hello</title></head>'
        f"<body><h1>Hello, {escape(name)}!</h1></body></html>\n"
    )


@router.head("/files/{name}", include_in_schema=False)
@router.get("/files/{name}", response_class=FileResponse, responses=FILE)
def file(name: str, root: FilesRoot) -> FileResponse:
    """A download, whole or in part, or word that the client has it."""
    return download(root, name)


def table(rows: int) -> Iterator[str]:
    """CSV in chunks; `rows` lines and a header."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["id", "name", "email"])
    for number in range(1, rows + 1):
        writer.writerow([number, f"User {number}", f"user{number}@example.org"])
        if number % ROWS_PER_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


@router.get("/stream", response_class=StreamingResponse)
async def stream(rows: Annotated[int, Query(ge=0, le=100_000)] = 1000) -> StreamingResponse:
    """A small table, sent while it is made."""
    headers = {"Content-Disposition": attachment("users.csv")}
    return StreamingResponse(table(rows), media_type="text/csv; charset=utf-8", headers=headers)


Target = Annotated[str, Query(max_length=2000, examples=["/health/live"])]


@router.get(
    "/redirect",
    status_code=307,
    response_class=RedirectResponse,
    responses=FOREIGN | FOR_GOOD,
)
async def redirect(to: Target, permanent: bool = False) -> RedirectResponse:
    """Elsewhere on this site: 307, or 308 for good; method and body are kept."""
    return RedirectResponse(local_target(to), 308 if permanent else 307)


@router.post("/redirect", status_code=303, response_class=RedirectResponse, responses=FOREIGN)
async def redirect_after_post(to: Target) -> RedirectResponse:
    """After a change: 303, so that reloading the next page does not repeat it."""
    return RedirectResponse(local_target(to), 303)
