"""Routes of categories."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from . import categories, items
from .fields import Id
from .pages import Page, Paging, paged
from .schemas import CategoryIn, CategoryOut, ItemOut
from .scopes import READS, WRITES
from .session import Session
from .versions import ABSENT, CONFLICT

router = APIRouter(prefix="/categories", tags=["categories"])


@router.head("", include_in_schema=False, dependencies=[READS])
@router.get("", dependencies=[READS])
async def list_categories(session: Session, query: Annotated[Paging, Query()]) -> Page[CategoryOut]:
    rows = await categories.find(session, after=query.after, limit=query.limit + 1)
    return paged(rows, query.limit, CategoryOut.model_validate)


@router.post("", status_code=201, responses=CONFLICT, dependencies=[WRITES])
async def create_category(
    data: CategoryIn, session: Session, request: Request, response: Response
) -> CategoryOut:
    category = await categories.create(session, data)
    path = request.url_for("read_category", id=category.id).path
    response.headers["Location"] = path
    return CategoryOut.model_validate(category)


@router.head("/{id}", include_in_schema=False, dependencies=[READS])
@router.get("/{id}", responses=ABSENT, dependencies=[READS])
async def read_category(id: Id, session: Session) -> CategoryOut:
    return CategoryOut.model_validate(await categories.get(session, id))


@router.head("/{id}/items", include_in_schema=False, dependencies=[READS])
@router.get("/{id}/items", responses=ABSENT, dependencies=[READS])
async def list_items_of_category(
    id: Id, session: Session, query: Annotated[Paging, Query()]
) -> Page[ItemOut]:
    await categories.get(session, id)
    limit = query.limit + 1
    rows = await items.find(session, after=query.after, limit=limit, category_id=id)
    return paged(rows, query.limit, ItemOut.model_validate)
