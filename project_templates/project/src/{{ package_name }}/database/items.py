"""Items, for REST, GraphQL and other callers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from starlette.requests import HTTPConnection

from . import rows
from .announcements import announce
from .models import Item
from .rows import Versions
from .schemas import ItemIn, ItemOut

NAME, TOPIC = "item", "items"


async def find(
    session: AsyncSession,
    *,
    after: int = 0,
    limit: int = 50,
    category_id: int | None = None,
    name_prefix: str = "",
) -> Sequence[Item]:
    """Return at most `limit` items with an id above `after`, in the order of their ids."""
    conditions: list[ColumnElement[bool]] = []
    if category_id is not None:
        conditions.append(Item.category_id == category_id)
    if name_prefix:
        conditions.append(rows.starts_with(Item.name, name_prefix))
    return await rows.find(session, Item, conditions, after, limit)


async def get(session: AsyncSession, item_id: int) -> Item:
    """Raise NotFound if there is no such item."""
    return await rows.get(session, Item, item_id)


async def create(session: AsyncSession, conn: HTTPConnection, data: ItemIn) -> Item:
    """Raise Taken or UnknownReference if a constraint is violated."""
    item = await rows.insert(session, Item(**data.model_dump()))
    announce_change(session, conn, "created", item)
    return item


async def update(
    session: AsyncSession,
    conn: HTTPConnection,
    item_id: int,
    values: Mapping[str, Any],
    versions: Versions,
) -> Item:
    """Raise NotFound, VersionMismatch, Taken or UnknownReference."""
    item = await rows.change(session, Item, item_id, values, versions)
    if values:
        announce_change(session, conn, "updated", item)
    return item


async def delete(
    session: AsyncSession, conn: HTTPConnection, item_id: int, versions: Versions
) -> None:
    """Raise NotFound, VersionMismatch or InUse."""
    announce_change(session, conn, "deleted", await rows.remove(session, Item, item_id, versions))


def announce_change(session: AsyncSession, conn: HTTPConnection, action: str, item: Item) -> None:
    document = ItemOut.model_validate(item).model_dump(mode="json")
    announce(session, conn, TOPIC, action, NAME, document)
