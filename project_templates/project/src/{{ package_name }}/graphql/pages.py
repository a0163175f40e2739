"""Connections: pages of a list, and ids."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

import strawberry
from strawberry import ID

from ..database.fields import MAX_ID
from ..database.pages import Identified, decode_cursor, encode_cursor
from ..errors import DomainError
from .context import Info
from .loaders import Window

T = TypeVar("T")
R = TypeVar("R", bound=Identified)

First = Annotated[int, strawberry.argument(description="Rows, at most GRAPHQL_MAX_PAGE")]
After = Annotated[str | None, strawberry.argument(description="Cursor of the last known row")]


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
    """Return the window that the arguments select. Raise InvalidPage if there is none."""
    most = info.context.settings.max_page
    if not 1 <= first <= most:
        raise InvalidPage(f"first must be from 1 to {most}")
    try:
        return Window(first, 0 if after is None else decode_cursor(after))
    except ValueError:
        raise InvalidPage("after is not a cursor of this API") from None


def connection(rows: Sequence[R], window: Window, show: Callable[[R], T]) -> Connection[T]:
    """Make a page of up to `window.limit` rows."""
    edges = [Edge(cursor=encode_cursor(row.id), node=show(row)) for row in rows[: window.first]]
    info = PageInfo(
        has_next_page=len(rows) > window.first,
        has_previous_page=window.after > 0,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(page_info=info, edges=edges)


def number(id_: ID) -> int:
    """Return the id of a row, or 0, which no row has, if the text cannot be an id."""
    found = int(id_) if re.fullmatch(r"[0-9]{1,19}", id_) else 0
    return found if found <= MAX_ID else 0
