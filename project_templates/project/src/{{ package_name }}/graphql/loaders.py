"""Relations, loaded in one statement for all parents. Nothing is cached: sockets live long."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from strawberry.dataloader import DataLoader

from ..database.base import Row

R = TypeVar("R", bound=Row)
OpenSession = Callable[[str], AbstractAsyncContextManager[AsyncSession]]
Conditions = Sequence[ColumnElement[bool]]


class Window(NamedTuple):
    """At most `first` rows with an id above `after`. One more row is read, to see if it exists."""

    first: int
    after: int

    @property
    def limit(self) -> int:
        return self.first + 1


def windowed(
    model: type[R],
    key: InstrumentedAttribute[Any],
    parents: Collection[int],
    window: Window,
    visible: Conditions,
) -> Select[R]:
    """Select the rows of each parent in the window; `key` is the column that refers to a parent."""
    place = func.row_number().over(partition_by=key, order_by=model.id)
    wanted = key.in_(parents), model.id > window.after, *visible
    ranked = select(model.id, place.label("place")).where(*wanted).subquery()
    rows = select(model).join(ranked, model.id == ranked.c.id)
    return rows.where(ranked.c.place <= window.limit).order_by(model.id)


class Loaders:
    """One loader for each relation in use.

    `scope` is what the caller needs to read the rows. `visible` are conditions of the caller's rows,
    the same for all calls.
    """

    def __init__(self, session: OpenSession) -> None:
        self.session = session
        self.made: dict[Any, DataLoader[Any, Any]] = {}

    async def one(self, model: type[R], scope: str, id_: int, visible: Conditions = ()) -> R | None:
        async def load(ids: list[int]) -> Sequence[R | None]:
            wanted = model.id.in_(set(ids)), *visible
            async with self.session(scope) as session:
                rows = await session.scalars(select(model).where(*wanted))
                found = {row.id: row for row in rows}
            return [found.get(id_) for id_ in ids]

        row: R | None = await self.loader(model, load).load(id_)
        return row

    async def many(
        self,
        model: type[R],
        key: InstrumentedAttribute[Any],
        scope: str,
        parent: int,
        window: Window,
        visible: Conditions = (),
    ) -> Sequence[R]:
        """Return the rows of a parent, with one statement for each different window."""

        async def load(asked: list[tuple[int, Window]]) -> list[Sequence[R]]:
            found: dict[tuple[int, Window], list[R]] = defaultdict(list)
            async with self.session(scope) as session:
                for shared in {window for _, window in asked}:
                    parents = {parent for parent, window in asked if window == shared}
                    rows = windowed(model, key, parents, shared, visible)
                    for row in await session.scalars(rows):
                        found[getattr(row, key.key), shared].append(row)
            return [found[each] for each in asked]

        rows: Sequence[R] = await self.loader(key, load).load((parent, window))
        return rows

    def loader(self, relation: Any, load: Callable[[list[Any]], Any]) -> DataLoader[Any, Any]:
        if relation not in self.made:
            self.made[relation] = DataLoader(load, cache=False)
        return self.made[relation]
