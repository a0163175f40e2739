"""`/categories`: the demonstration over HTTP."""

from typing import Any

from fastapi import APIRouter, Request, Response

from . import categories, items
from .pages import After, Limit, Page, paged
from .schemas import CategoryIn, CategoryOut, Id, ItemOut
from .scopes import READS, WRITES
from .session import Session

router = APIRouter(prefix="/categories", tags=["categories"])

ABSENT: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing"}}
CONFLICT: dict[int | str, dict[str, Any]] = {409: {"description": "The name is taken"}}


@router.get("", dependencies=[READS])
async def list_categories(
    session: Session, limit: Limit = 50, cursor: After = None
) -> Page[CategoryOut]:
    rows = await categories.find(session, after=cursor or 0, limit=limit + 1)
    return paged([CategoryOut.model_validate(row) for row in rows], limit)


@router.post("", status_code=201, responses=CONFLICT, dependencies=[WRITES])
async def create_category(
    data: CategoryIn, session: Session, request: Request, response: Response
) -> CategoryOut:
    category = await categories.create(session, data)
    path = request.url_for("read_category", id=category.id).path
    response.headers["Location"] = path
    return CategoryOut.model_validate(category)


@router.get("/{id}", responses=ABSENT, dependencies=[READS])
async def read_category(id: Id, session: Session) -> CategoryOut:
    return CategoryOut.model_validate(await categories.get(session, id))


@router.get("/{id}/items", responses=ABSENT, dependencies=[READS])
async def list_items_of_category(
    id: Id, session: Session, limit: Limit = 50, cursor: After = None
) -> Page[ItemOut]:
    await categories.get(session, id)
    rows = await items.find(session, after=cursor or 0, limit=limit + 1, category_id=id)
    return paged([ItemOut.model_validate(row) for row in rows], limit)
