"""Routes of items."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response

from ..context import State
from . import items, versions
from .fields import Id
from .models import Item
from .pages import Page, paged
from .schemas import ItemIn, ItemOut, ItemPatch, ItemQuery
from .scopes import READ, READS, WRITES
from .session import DatabaseDep, Session
from .versions import ABSENT, CONFLICT, GUARDED, UNCHANGED, ExpectedVersions


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[State]:
    yield {"own_topics": {items.TOPIC: [READ]}}


router = APIRouter(prefix="/items", tags=["items"], lifespan=lifespan)


def tagged(response: Response, item: Item) -> ItemOut:
    response.headers["ETag"] = f'"{item.version}"'
    return ItemOut.model_validate(item)


@router.head("", include_in_schema=False, dependencies=[READS])
@router.get("", dependencies=[READS])
async def list_items(session: Session, query: Annotated[ItemQuery, Query()]) -> Page[ItemOut]:
    rows = await items.find(
        session,
        after=query.after,
        limit=query.limit + 1,
        category_id=query.category_id,
        name_prefix=query.name_prefix,
    )
    return paged(rows, query.limit, ItemOut.model_validate)


@router.post("", status_code=201, responses=CONFLICT, dependencies=[WRITES])
async def create_item(
    data: ItemIn, session: Session, request: Request, response: Response
) -> ItemOut:
    item = await items.create(session, request, data)
    response.headers["Location"] = request.url_for("read_item", id=item.id).path
    return tagged(response, item)


@router.head("/{id}", include_in_schema=False, dependencies=[READS])
@router.get("/{id}", response_model=ItemOut, responses=ABSENT | UNCHANGED, dependencies=[READS])
async def read_item(id: Id, database: DatabaseDep, request: Request) -> Response:
    async def load() -> Item:
        async with database.begin() as session:
            return await items.get(session, id)

    return await versions.read(request, items.NAME, id, ItemOut, load)


@router.put("/{id}", responses=GUARDED, dependencies=[WRITES])
async def replace_item(
    id: Id,
    data: ItemIn,
    session: Session,
    request: Request,
    response: Response,
    expected: ExpectedVersions,
) -> ItemOut:
    values = data.model_dump()
    return tagged(response, await items.update(session, request, id, values, expected))


@router.patch("/{id}", responses=GUARDED, dependencies=[WRITES])
async def change_item(
    id: Id,
    data: ItemPatch,
    session: Session,
    request: Request,
    response: Response,
    expected: ExpectedVersions,
) -> ItemOut:
    values = data.model_dump(exclude_unset=True)
    return tagged(response, await items.update(session, request, id, values, expected))


@router.delete("/{id}", status_code=204, responses=GUARDED, dependencies=[WRITES])
async def delete_item(
    id: Id, session: Session, request: Request, expected: ExpectedVersions
) -> None:
    await items.delete(session, request, id, expected)
