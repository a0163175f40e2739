"""Relations in one statement for all parents. Nothing is kept: a socket lives long."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.dataloader import DataLoader

from ..database.models import Category, Item


class Window(NamedTuple):
    """At most `first` rows with an id above `after`, and one more that tells whether there are."""

    first: int
    after: int


def windowed(category_ids: Collection[int], window: Window) -> Select[Item]:
    place = func.row_number().over(partition_by=Item.category_id, order_by=Item.id)
    wanted = Item.category_id.in_(category_ids), Item.id > window.after
    ranked = select(Item.id, place.label("place")).where(*wanted).subquery()
    some = select(Item).join(ranked, Item.id == ranked.c.id)
    return some.where(ranked.c.place <= window.first + 1).order_by(Item.id)


class Loaders:
    def __init__(self, session: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self.session = session
        self.category = DataLoader(self.categories, cache=False)
        self.items = DataLoader(self.items_of_categories, cache=False)

    async def categories(self, ids: Sequence[int]) -> list[Category | None]:
        async with self.session() as session:
            rows = await session.scalars(select(Category).where(Category.id.in_(set(ids))))
            found = {row.id: row for row in rows}
        return [found.get(id_) for id_ in ids]

    async def items_of_categories(self, keys: Sequence[tuple[int, Window]]) -> list[Sequence[Item]]:
        """The items of each category in its window: one statement for each different window."""
        found: dict[tuple[int, Window], list[Item]] = defaultdict(list)
        async with self.session() as session:
            for window in {window for _, window in keys}:
                ids = {id_ for id_, asked in keys if asked == window}
                for item in await session.scalars(windowed(ids, window)):
                    found[item.category_id or 0, window].append(item)
        return [found[key] for key in keys]
