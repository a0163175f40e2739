"""Keyset pagination: a page starts after the last id of the page before."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, Protocol, TypeVar

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema

T = TypeVar("T")


class Identified(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=Identified)


def encode_cursor(last_id: int) -> str:
    return base64.urlsafe_b64encode(last_id.to_bytes(8)).decode().rstrip("=")


def decode_cursor(text: object) -> int:
    """Raise ValueError for a text that `encode_cursor` did not return."""
    raw = base64.b64decode(f"{text}=", altchars=b"-_", validate=True)
    if len(raw) != 8 or raw[0] > 127:
        raise ValueError("is not a cursor of this API")
    return int.from_bytes(raw)


Cursor = Annotated[int, BeforeValidator(decode_cursor), WithJsonSchema({"type": "string"})]


class Paging(BaseModel):
    """Query parameters of a list. Derive from this class to add filters."""

    limit: int = Field(50, ge=1, le=100)
    cursor: Cursor | None = Field(None, description="The `next_cursor` of the page before")

    @property
    def after(self) -> int:
        return self.cursor or 0


PageQuery = Annotated[Paging, Query()]


class Page(BaseModel, Generic[T]):
    """Page of a list. `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None = None


def paged(rows: Sequence[R], limit: int, show: Callable[[R], T]) -> Page[T]:
    """Make a page of up to `limit + 1` rows. The extra row only shows that there are more."""
    shown, more = rows[:limit], len(rows) > limit
    cursor = encode_cursor(shown[-1].id) if more else None
    return Page(items=[show(row) for row in shown], next_cursor=cursor)
