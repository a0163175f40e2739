"""`/items`: the demonstration over HTTP."""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Query, Request, Response
from pydantic.json_schema import WithJsonSchema

from ..context import State, state
from ..errors import DomainError
from . import items
from .models import Item
from .pages import After, Limit, Page, paged
from .schemas import NO_NUL, Id, ItemIn, ItemOut, ItemPatch
from .scopes import READ, READS, WRITES
from .session import DatabaseDep, Session


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[State]:
    yield {"own_topics": {items.TOPIC: [READ]}}


router = APIRouter(prefix="/items", tags=["items"], lifespan=lifespan)

# Another release may show items otherwise: what it has cached is not ours.
SHAPE = hashlib.sha256(json.dumps(ItemOut.model_json_schema()).encode()).hexdigest()[:8]

Prefix = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
Tags = Annotated[list[str], WithJsonSchema({"type": "string"})]  # a list in one field or several
IfMatch = Annotated[
    Tags | None, Header(description='The ETag that was read, such as `"3"`; or `*`')
]

ABSENT: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
CONFLICT: dict[int | str, dict[str, Any]] = {409: {"description": "The name is taken"}}
GUARDED: dict[int | str, dict[str, Any]] = ABSENT | {
    412: {"description": "The item has another version by now"},
    428: {"description": "If-Match is missing"},
}


class IfMatchRequired(DomainError):
    status, code = 428, "if_match_required"


def versions_of(if_match: list[str] | None) -> list[int] | None:
    """The versions that the header accepts, None for any. Weak tags never match.

    Tags are compared character by character: `"01"` is no version.
    """
    if if_match is None:
        raise IfMatchRequired('Send the ETag that you have read: If-Match: "1", or *')
    tags = [tag.strip() for tag in ",".join(if_match).split(",")]
    if tags == ["*"]:
        return None
    return [int(tag[1:-1]) for tag in tags if re.fullmatch(r'"[1-9][0-9]{0,8}"', tag)]


def tagged(response: Response, item: Item) -> ItemOut:
    response.headers["ETag"] = f'"{item.version}"'
    return ItemOut.model_validate(item)


@router.get("", dependencies=[READS])
async def list_items(
    session: Session,
    limit: Limit = 50,
    cursor: After = None,
    category_id: Annotated[Id | None, Query()] = None,
    name_prefix: Prefix = "",
) -> Page[ItemOut]:
    rows = await items.find(
        session,
        after=cursor or 0,
        limit=limit + 1,
        category_id=category_id,
        name_prefix=name_prefix,
    )
    return paged([ItemOut.model_validate(row) for row in rows], limit)


@router.post("", status_code=201, responses=CONFLICT, dependencies=[WRITES])
async def create_item(
    data: ItemIn, session: Session, request: Request, response: Response
) -> ItemOut:
    item = await items.create(session, request, data)
    response.headers["Location"] = request.url_for("read_item", id=item.id).path
    return tagged(response, item)


@router.get("/{id}", response_model=ItemOut, responses=ABSENT, dependencies=[READS])
async def read_item(id: Id, database: DatabaseDep, request: Request) -> Response:
    """Through the cache where there is one; X-Cache says how it was found."""

    async def load() -> bytes:
        async with database.begin() as session:
            found = ItemOut.model_validate(await items.get(session, id))
        return found.model_dump_json().encode()

    headers = {}
    if read_through := state(request).get("read_through"):
        key, tag = f"item:{SHAPE}:{id}", f"item:{id}"
        body, headers["X-Cache"] = await read_through(key, load, tags=[tag])
    else:
        body = await load()
    headers["ETag"] = f'"{ItemOut.model_validate_json(body).version}"'
    return Response(body, headers=headers, media_type="application/json")


@router.put("/{id}", responses=GUARDED | CONFLICT, dependencies=[WRITES])
async def replace_item(
    id: Id,
    data: ItemIn,
    session: Session,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> ItemOut:
    versions = versions_of(if_match)
    return tagged(response, await items.update(session, request, id, data.model_dump(), versions))


@router.patch("/{id}", responses=GUARDED | CONFLICT, dependencies=[WRITES])
async def change_item(
    id: Id,
    data: ItemPatch,
    session: Session,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> ItemOut:
    changes, versions = data.model_dump(exclude_unset=True), versions_of(if_match)
    return tagged(response, await items.update(session, request, id, changes, versions))


@router.delete("/{id}", status_code=204, responses=GUARDED, dependencies=[WRITES])
async def delete_item(id: Id, session: Session, request: Request, if_match: IfMatch = None) -> None:
    await items.delete(session, request, id, versions_of(if_match))
