"""Queries and the subscription."""

import re
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry
from pydantic import StringConstraints, TypeAdapter, ValidationError
from strawberry import ID

from ..database import categories, items
from ..database.schemas import MAX_ID, NO_NUL, ItemOut
from ..database.scopes import READ
from ..errors import DomainError
from ..events import Reset, SlowConsumer
from ..scopes import demand
from .context import Context, Info
from .types import (
    Action,
    After,
    Category,
    Connection,
    First,
    InvalidPage,
    Item,
    ItemChange,
    connection,
    window_of,
)

PREFIX = TypeAdapter(Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)])


class TooSlow(DomainError):
    """More changes waited for this client than are kept for it."""

    code = "slow_consumer"


def number(id_: ID) -> int:
    """The row that is meant; 0, which no row is, for what cannot be an id."""
    found = int(id_) if re.fullmatch(r"[0-9]{1,19}", id_) else 0
    return found if found <= MAX_ID else 0


def prefix(text: str) -> str:
    """Raises InvalidPage for what no name begins with, and a database might not even take."""
    try:
        return PREFIX.validate_python(text)
    except ValidationError:
        raise InvalidPage("namePrefix is longer than a name, or holds what no name does") from None


@strawberry.type
class Query:
    @strawberry.field
    async def item(self, info: Info, id: ID) -> Item | None:
        async with info.context.session(READ) as session:
            try:
                return Item.of(await items.get(session, number(id)))
            except items.ItemNotFound:
                return None

    @strawberry.field
    async def items(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        category_id: ID | None = None,
        name_prefix: str = "",
    ) -> Connection[Item]:
        window = window_of(info, first, after)
        async with info.context.session(READ) as session:
            rows = await items.find(
                session,
                after=window.after,
                limit=window.first + 1,
                category_id=None if category_id is None else number(category_id),
                name_prefix=prefix(name_prefix),
            )
        return connection(rows, window, Item.of)

    @strawberry.field
    async def categories(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Category]:
        window = window_of(info, first, after)
        async with info.context.session(READ) as session:
            rows = await categories.find(session, after=window.after, limit=window.first + 1)
        return connection(rows, window, Category.of)


@strawberry.type
class Subscription:
    @strawberry.subscription
    def item_changed(self, info: Info) -> AsyncGenerator[ItemChange]:
        """Every change of an item, whoever made it. Begins where the request came in."""
        demand(info.context.conn, READ)
        return changes(info.context, info.context.events.last_id)


async def changes(context: Context, after: str) -> AsyncGenerator[ItemChange]:
    """What has been published since the event `after`, and then what will be."""
    async with context.events.subscribe("items", after) as subscribed:
        try:
            async for event in subscribed:
                if isinstance(event, Reset):
                    yield ItemChange(action=Action.RESET, item=None)
                elif (found := change(event.data)) is not None:
                    yield found
        except SlowConsumer:
            raise TooSlow("Too many changes were waiting; load the items and come back") from None


def change(data: Any) -> ItemChange | None:
    """None for what is no change: another release's words must not end what we tell."""
    try:
        item = Item.of(ItemOut.model_validate(data["item"]))
        return ItemChange(action=Action(data["action"]), item=item)
    except (KeyError, TypeError, ValueError):
        return None
