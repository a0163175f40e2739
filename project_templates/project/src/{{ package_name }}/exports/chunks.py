"""Rows in keyset chunks, each from a session of its own: a slow reader holds no connection."""

from asyncio import Semaphore
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from anyio import CancelScope
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.types import TypeEngine

from ..database import Database
from ..errors import DomainError

Row = Sequence[Any]


class TooManyRows(DomainError):
    """More rows match than one export may hold."""

    status, code = 422, "too_many_rows"


@dataclass(frozen=True, slots=True)
class Reader:
    """Takes turns with the other exports: they leave connections to the rest of the application."""

    database: Database
    turns: Semaphore
    chunk_rows: int

    async def read(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Row]:
        """All rows. A client that goes away must not tear a connection out of its query."""
        async with self.turns:
            with CancelScope(shield=True):
                async with self.database.begin() as session:
                    rows = (await session.execute(statement)).all()
        return rows


@dataclass(frozen=True, slots=True)
class Export:
    """A `statement` that selects columns, without ORDER BY and LIMIT.

    `key` orders it: unique, never null, indexed, and growing with new rows. It need not be among the
    columns that are exported.
    """

    statement: Select[*tuple[Any, ...]]
    key: ColumnElement[Any] | QueryableAttribute[Any]

    @property
    def columns(self) -> dict[str, TypeEngine[Any]]:
        """The type of each column, by the name that the export gives it."""
        return {name: column.type for name, column in self.statement.selected_columns.items()}

    async def last_key(self, reader: Reader, max_rows: int) -> Any:
        """The greatest key now, None without rows: what is added afterwards is not exported.

        Raises TooManyRows if there are more than `max_rows`.
        """
        keys = self.statement.with_only_columns(self.key.label("key"), maintain_column_froms=True)
        found = keys.limit(max_rows + 1).subquery()
        ((last, count),) = await reader.read(select(func.max(found.c.key), func.count()))
        if count > max_rows:
            raise TooManyRows(f"More than {max_rows} rows match; narrow the filters")
        return last

    async def chunks(self, reader: Reader, last: Any) -> AsyncGenerator[list[Row]]:
        """At most `chunk_rows` at a time, up to and with the key `last`; none if it is None."""
        keyed = self.statement.add_columns(self.key.label("export_key"))
        chunk = keyed.order_by(self.key).limit(reader.chunk_rows)
        reached = None
        while reached != last:
            rest = chunk.where(self.key <= last)
            if reached is not None:
                rest = rest.where(self.key > reached)
            rows = await reader.read(rest)
            if not rows:  # the last ones have been deleted in the meantime
                return
            reached = rows[-1][-1]
            yield [row[:-1] for row in rows]
