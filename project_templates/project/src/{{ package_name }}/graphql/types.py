"""What can be asked for: items, categories, and pages of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Annotated, Generic, Protocol, TypeVar

import strawberry
from strawberry import ID, Private

from ..database import models
from ..database.schemas import ItemOut, decode_cursor, encode_cursor
from ..errors import DomainError
from .context import Info
from .loaders import Window

T = TypeVar("T")


class Identified(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=Identified)

First = Annotated[int, strawberry.argument(description="How many, at most GRAPHQL_MAX_PAGE")]
After = Annotated[str | None, strawberry.argument(description="The cursor to go on from")]


class InvalidPage(DomainError):
    status, code = 422, "invalid_page"


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    page_info: PageInfo
    edges: list[Edge[T]]


def window_of(info: Info, first: int, after: str | None) -> Window:
    """Raises InvalidPage."""
    most = info.context.settings.max_page
    if not 1 <= first <= most:
        raise InvalidPage(f"first must be from 1 to {most}")
    try:
        return Window(first, 0 if after is None else decode_cursor(after))
    except ValueError:
        raise InvalidPage("after is not a cursor that was given out here") from None


def connection(rows: Sequence[R], window: Window, show: Callable[[R], T]) -> Connection[T]:
    edges = [Edge(cursor=encode_cursor(row.id), node=show(row)) for row in rows[: window.first]]
    info = PageInfo(
        has_next_page=len(rows) > window.first,
        has_previous_page=window.after > 0,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(page_info=info, edges=edges)


@strawberry.type
class Category:
    id: ID
    name: str

    @strawberry.field
    async def items(self, info: Info, first: First = 20, after: After = None) -> Connection["Item"]:
        window = window_of(info, first, after)
        rows = await info.context.loaders.items.load((int(self.id), window))
        return connection(rows, window, Item.of)

    @classmethod
    def of(cls, row: models.Category) -> "Category":
        return cls(id=ID(str(row.id)), name=row.name)


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
        row = await info.context.loaders.category.load(self.category_id)
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


@strawberry.enum
class Action(Enum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESET = strawberry.enum_value("reset", description="Some may be missing: load all anew")


@strawberry.type
class ItemChange:
    action: Action
    item: Item | None
