"""Pages by key: each begins behind the last id of the one before, however many rows come and go."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, BeforeValidator
from pydantic.json_schema import WithJsonSchema

from .schemas import CategoryOut, ItemOut, decode_cursor, encode_cursor

T = TypeVar("T", ItemOut, CategoryOut)

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[int, BeforeValidator(decode_cursor), WithJsonSchema({"type": "string"})]
After = Annotated[Cursor | None, Query(description="The `next_cursor` of the page before")]


class Page(BaseModel, Generic[T]):
    """`next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


def paged(found: list[T], limit: int) -> Page[T]:
    """Of `limit + 1` rows that were asked for; the last one only tells that there is more."""
    shown, more = found[:limit], len(found) > limit
    return Page(items=shown, next_cursor=encode_cursor(shown[-1].id) if more else None)
