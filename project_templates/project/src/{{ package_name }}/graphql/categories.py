"""Demonstration: categories in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import ID

from ..database import categories, models
from ..database.schemas import CategoryIn
from ..database.scopes import READ, WRITE
from .context import Info
from .pages import After, Connection, First, connection, window_of
from .problems import InvalidInput, Taken, mutation

if TYPE_CHECKING:
    from .items import Item

LazyItem = Annotated["Item", strawberry.lazy(".items")]


@strawberry.type
class Category:
    id: ID
    name: str

    @strawberry.field
    async def items(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[LazyItem]:
        from .items import Item

        window, parent = window_of(info, first, after), int(self.id)
        key = models.Item.category_id
        rows = await info.context.loaders.many(models.Item, key, READ, parent, window)
        return connection(rows, window, Item.of)

    @classmethod
    def of(cls, row: models.Category) -> "Category":
        return cls(id=ID(str(row.id)), name=row.name)


CreatedCategory = Annotated[
    Category | Taken | InvalidInput, strawberry.union("CreateCategoryResult")
]


@strawberry.type
class CategoryQuery:
    @strawberry.field
    async def categories(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Category]:
        window = window_of(info, first, after)
        async with info.context.session(READ) as session:
            rows = await categories.find(session, after=window.after, limit=window.first + 1)
        return connection(rows, window, Category.of)


@strawberry.type
class CategoryMutation:
    @mutation
    async def create_category(self, info: Info, name: str) -> CreatedCategory:
        async with info.context.session(WRITE) as session:
            return Category.of(await categories.create(session, CategoryIn(name=name)))
