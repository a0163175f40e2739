"""Types of rows, and the relations between them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

import strawberry
from sqlalchemy import ColumnElement
from starlette.requests import HTTPConnection
from strawberry import ID
from strawberry.types.base import StrawberryContainer
from strawberry.types.lazy_type import LazyType

from ..database.base import VersionedRow
from .context import Info
from .pages import After, Connection, First, connection, window_of


@strawberry.type
class Row:
    """Base class of a resource's type. `scope` is what callers need to read rows of `model`."""

    model: ClassVar[type[VersionedRow]]
    scope: ClassVar[str]

    id: ID
    version: int
    created_at: datetime

    @classmethod
    def visible(cls, conn: HTTPConnection) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of the rows that exist for the caller. By default all do."""
        return ()

    @classmethod
    def of(cls, row: Any) -> Self:
        """Copy the attributes of a model or of a schema."""
        names = [field.name for field in fields(cls) if field.init]
        return cls(**{name: getattr(row, name) for name in names} | {"id": ID(str(row.id))})


R = TypeVar("R", bound=Row)


async def one(info: Info, kind: type[R], id_: int | None) -> R | None:
    """Return a row, or None if there is none. All rows of a query share one statement."""
    if id_ is None:
        return None
    visible = kind.visible(info.context.conn)
    row = await info.context.loaders.one(kind.model, kind.scope, id_, visible)
    return None if row is None else kind.of(row)


def reference(attribute: str) -> Any:
    """Return a field with the row whose id the attribute holds."""

    async def resolve(root: Any, info: Info) -> Any:
        return await one(info, row_type(info.return_type), getattr(root, attribute))

    return strawberry.field(resolver=resolve)


def referrers(attribute: str) -> Any:
    """Return a field with a page of the rows whose attribute holds the id of this row."""

    async def resolve(
        root: Any, info: Info, first: First = 20, after: After = None
    ) -> Connection[Any]:
        kind, window = row_type(info.return_type), window_of(info, first, after)
        key, visible = getattr(kind.model, attribute), kind.visible(info.context.conn)
        rows = await info.context.loaders.many(
            kind.model, key, kind.scope, int(root.id), window, visible
        )
        return connection(rows, window, kind.of)

    return strawberry.field(resolver=resolve)


def row_type(annotation: Any) -> type[Row]:
    """Return the type of the rows in a field such as `Item | None` or `Connection[Item]`."""
    while not (isinstance(annotation, type) and issubclass(annotation, Row)):
        if isinstance(annotation, StrawberryContainer):
            annotation = annotation.of_type
        elif isinstance(annotation, LazyType):
            annotation = annotation.resolve_type()
        else:
            annotation = annotation.__strawberry_definition__.type_var_map["T"]
    return annotation
