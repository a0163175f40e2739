"""What can be done with items, for whoever speaks to callers: REST, GraphQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, select
from sqlalchemy import update as update_of
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from starlette.requests import HTTPConnection

from ..context import state
from ..errors import DomainError
from .engine import FOREIGN_KEY, UNIQUE, violates
from .models import Item
from .schemas import ItemIn, ItemOut
from .session import after_commit

TOPIC = "items"


class ItemNotFound(DomainError):
    status, code = 404, "item_not_found"


class NameTaken(DomainError):
    code = "name_taken"


class UnknownCategory(DomainError):
    status, code = 422, "unknown_category"


class VersionMismatch(DomainError):
    status, code = 412, "version_mismatch"


async def find(
    session: AsyncSession,
    *,
    after: int = 0,
    limit: int = 50,
    category_id: int | None = None,
    name_prefix: str = "",
) -> Sequence[Item]:
    """At most `limit` items with an id above `after`, in the order of their ids."""
    wanted = select(Item).where(Item.id > after).order_by(Item.id).limit(limit)
    if category_id is not None:
        wanted = wanted.where(Item.category_id == category_id)
    if name_prefix:  # not LIKE: SQLite's does not tell a from A
        wanted = wanted.where(func.substr(Item.name, 1, len(name_prefix)) == name_prefix)
    return (await session.scalars(wanted)).all()


async def get(session: AsyncSession, item_id: int) -> Item:
    """Raises ItemNotFound."""
    item = await session.get(Item, item_id)
    if item is None:
        raise ItemNotFound("There is no such item")
    return item


async def create(session: AsyncSession, conn: HTTPConnection, data: ItemIn) -> Item:
    """Raises NameTaken and UnknownCategory."""
    item = Item(**data.model_dump())
    session.add(item)
    try:
        await session.flush()
    except IntegrityError as error:
        raise named(error) from error
    announce(session, conn, "created", item)
    return item


async def update(
    session: AsyncSession,
    conn: HTTPConnection,
    item_id: int,
    changes: Mapping[str, Any],
    versions: Collection[int] | None = None,
) -> Item:
    """Change an item that still has one of `versions` (None: whichever it has).

    The statement itself compares: of two writers who have seen the same version, one is refused.
    Raises ItemNotFound, VersionMismatch, NameTaken and UnknownCategory.
    """
    if not changes:  # nothing to write, and nothing to tell
        item = await session.scalar(select(Item).where(*matching(item_id, versions)))
        if item is None:
            raise await refusal(session, item_id)
        return item
    statement = update_of(Item).where(*matching(item_id, versions))
    changed = statement.values(**changes, version=Item.version + 1).returning(Item)
    try:
        item = await session.scalar(changed, execution_options={"populate_existing": True})
    except IntegrityError as error:
        raise named(error) from error
    if item is None:
        raise await refusal(session, item_id)
    announce(session, conn, "updated", item)
    return item


async def delete(
    session: AsyncSession,
    conn: HTTPConnection,
    item_id: int,
    versions: Collection[int] | None = None,
) -> None:
    """Raises ItemNotFound and VersionMismatch, as `update` does."""
    gone = delete_from(Item).where(*matching(item_id, versions)).returning(Item)
    item = await session.scalar(gone)
    if item is None:
        raise await refusal(session, item_id)
    announce(session, conn, "deleted", item)


def matching(item_id: int, versions: Collection[int] | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Item.id == item_id]
    return found if versions is None else [*found, Item.version.in_(versions)]


async def refusal(session: AsyncSession, item_id: int) -> DomainError:
    """Why a statement met no row."""
    exists = await session.scalar(select(Item.id).where(Item.id == item_id))
    if exists is None:
        return ItemNotFound("There is no such item")
    return VersionMismatch("Somebody has changed the item since; read it again")


def named(error: IntegrityError) -> Exception:
    if violates(error, UNIQUE):
        return NameTaken("Another item has this name")
    if violates(error, FOREIGN_KEY):
        return UnknownCategory("There is no such category")
    return error


def announce(session: AsyncSession, conn: HTTPConnection, action: str, item: Item) -> None:
    """Once it is stored: drop what a cache holds of the item, and tell who listens."""
    words = state(conn)
    body = {"action": action, "item": ItemOut.model_validate(item).model_dump(mode="json")}
    if invalidate := words.get("invalidate"):
        after_commit(session, lambda: invalidate(f"item:{item.id}"))
    if publish := words.get("publish"):
        after_commit(session, lambda: publish(TOPIC, body))
