"""Demonstration: items in GraphQL."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any

import strawberry
from pydantic import TypeAdapter, ValidationError
from strawberry import ID, Maybe, Private

from ..database import items, models
from ..database.fields import Prefix
from ..database.rows import Versions
from ..database.schemas import ItemIn, ItemOut, ItemPatch
from ..database.scopes import READ, WRITE
from .categories import Category
from .changes import Action, follow
from .context import Info
from .pages import After, Connection, First, InvalidPage, connection, number, window_of
from .problems import (
    Conflict,
    Deleted,
    InUse,
    InvalidInput,
    NotFound,
    Taken,
    UnknownReference,
    given,
    mutation,
)

PREFIX = TypeAdapter[str](Prefix)


@strawberry.type
class Item:
    id: ID
    name: str
    description: str | None
    price_cents: int
    version: int
    created_at: datetime
    category_id: Private[int | None]

    @strawberry.field
    async def category(self, info: Info) -> Category | None:
        if self.category_id is None:
            return None
        row = await info.context.loaders.one(models.Category, READ, self.category_id)
        return None if row is None else Category.of(row)

    @classmethod
    def of(cls, row: models.Item | ItemOut) -> "Item":
        return cls(
            id=ID(str(row.id)),
            name=row.name,
            description=row.description,
            price_cents=row.price_cents,
            version=row.version,
            created_at=row.created_at,
            category_id=row.category_id,
        )


@strawberry.type
class ItemChange:
    action: Action
    item: Item | None


@strawberry.input
class ItemInput:
    name: str
    price_cents: int
    description: str | None = None
    category_id: ID | None = None


@strawberry.input(description="Fields that are left out stay; null clears an optional field")
class ItemChanges:
    name: Maybe[str]
    price_cents: Maybe[int]
    description: Maybe[str | None]
    category_id: Maybe[ID | None]


CreatedItem = Annotated[
    Item | Taken | UnknownReference | InvalidInput, strawberry.union("CreateItemResult")
]
UpdatedItem = Annotated[
    Item | NotFound | Conflict | Taken | UnknownReference | InvalidInput,
    strawberry.union("UpdateItemResult"),
]
DeletedItem = Annotated[Deleted | NotFound | Conflict | InUse, strawberry.union("DeleteItemResult")]


def fields_of(input: ItemInput | ItemChanges) -> dict[str, Any]:
    """Return the fields that the caller has set, as the schemas of REST name them."""
    values = given(input)
    if values.get("category_id") is not None:
        values["category_id"] = number(values["category_id"])
    return values


def prefix(text: str) -> str:
    """Raise InvalidPage for a text that no name begins with."""
    try:
        return PREFIX.validate_python(text)
    except ValidationError:
        raise InvalidPage("namePrefix is too long, or has a NUL character") from None


def change(action: Action, data: Any) -> ItemChange:
    item = data and Item.of(ItemOut.model_validate(data[items.NAME]))
    return ItemChange(action=action, item=item)


@strawberry.type
class ItemQuery:
    @strawberry.field
    async def item(self, info: Info, id: ID) -> Item | None:
        async with info.context.session(READ) as session:
            row = await session.get(models.Item, number(id))
        return None if row is None else Item.of(row)

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


@strawberry.type
class ItemMutation:
    @mutation
    async def create_item(self, info: Info, input: ItemInput) -> CreatedItem:
        data = ItemIn.model_validate(fields_of(input))
        async with info.context.session(WRITE) as session:
            return Item.of(await items.create(session, info.context.conn, data))

    @mutation
    async def update_item(
        self, info: Info, id: ID, version: int, changes: ItemChanges
    ) -> UpdatedItem:
        """Change an item that still has this version."""
        patch = ItemPatch.model_validate(fields_of(changes))
        values, conn = patch.model_dump(exclude_unset=True), info.context.conn
        async with info.context.session(WRITE) as session:
            row = await items.update(session, conn, number(id), values, Versions([version]))
            return Item.of(row)

    @mutation
    async def delete_item(self, info: Info, id: ID, version: int) -> DeletedItem:
        """Delete an item that still has this version."""
        async with info.context.session(WRITE) as session:
            await items.delete(session, info.context.conn, number(id), Versions([version]))
        return Deleted(id=id)


@strawberry.type
class ItemSubscription:
    @strawberry.subscription
    def item_changed(self, info: Info) -> AsyncGenerator[ItemChange]:
        """Yield every change of an item after its commit, from the request on."""
        return follow(info, items.TOPIC, READ, change)
