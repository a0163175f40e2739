"""Writes. What a caller can get wrong is part of the result's type; the rest is an error."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry
from pydantic import ValidationError
from strawberry import ID, Maybe
from strawberry.extensions import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from ..database import categories, items
from ..database.schemas import CategoryIn, ItemIn, ItemPatch
from ..database.scopes import WRITE
from .context import Info
from .operations import number
from .types import Category, Item


@strawberry.interface
class Problem:
    message: str


@strawberry.type
class NameTaken(Problem): ...


@strawberry.type
class NotFound(Problem): ...


@strawberry.type(description="The item has another version by now")
class Conflict(Problem): ...


@strawberry.type
class UnknownCategory(Problem): ...


@strawberry.type
class InvalidInput(Problem):
    field: str


@strawberry.type
class Deleted:
    id: ID


PROBLEMS: dict[type[Exception], type[Problem]] = {
    items.NameTaken: NameTaken,
    items.ItemNotFound: NotFound,
    items.VersionMismatch: Conflict,
    items.UnknownCategory: UnknownCategory,
}


class TypedProblems(FieldExtension):
    """Makes a result of the errors that callers can cause; the unit of work is rolled back."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        try:
            return await next_(source, info, **arguments)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(to_camel_case(str(part)) for part in first["loc"])
            return InvalidInput(message=first["msg"], field=field)
        except tuple(PROBLEMS) as error:
            return PROBLEMS[type(error)](message=str(error))


def mutation(resolver: Callable[..., Awaitable[Any]]) -> Any:
    return strawberry.mutation(resolver, extensions=[TypedProblems()])


@strawberry.input
class ItemInput:
    name: str
    price_cents: int
    description: str | None = None
    category_id: ID | None = None


@strawberry.input(description="What is left out stays; a null empties what may be empty")
class ItemChanges:
    name: Maybe[str]
    price_cents: Maybe[int]
    description: Maybe[str | None]
    category_id: Maybe[ID | None]


def given(values: dict[str, Any]) -> dict[str, Any]:
    """The arguments as the schemas of REST name them."""
    if values.get("category_id") is not None:
        values["category_id"] = number(values["category_id"])
    return values


CreatedItem = Annotated[
    Item | NameTaken | UnknownCategory | InvalidInput, strawberry.union("CreateItemResult")
]
UpdatedItem = Annotated[
    Item | NotFound | Conflict | NameTaken | UnknownCategory | InvalidInput,
    strawberry.union("UpdateItemResult"),
]
DeletedItem = Annotated[Deleted | NotFound | Conflict, strawberry.union("DeleteItemResult")]
CreatedCategory = Annotated[
    Category | NameTaken | InvalidInput, strawberry.union("CreateCategoryResult")
]


@strawberry.type
class Mutation:
    @mutation
    async def create_item(self, info: Info, input: ItemInput) -> CreatedItem:
        data = ItemIn.model_validate(given(vars(input)))
        async with info.context.session(WRITE) as session:
            return Item.of(await items.create(session, info.context.conn, data))

    @mutation
    async def update_item(
        self, info: Info, id: ID, version: int, changes: ItemChanges
    ) -> UpdatedItem:
        """`version` is the one that was read; an item that has another by now is left alone."""
        some = {name: value.value for name, value in vars(changes).items() if value is not None}
        data = ItemPatch.model_validate(given(some)).model_dump(exclude_unset=True)
        async with info.context.session(WRITE) as session:
            conn = info.context.conn
            return Item.of(await items.update(session, conn, number(id), data, [version]))

    @mutation
    async def delete_item(self, info: Info, id: ID, version: int) -> DeletedItem:
        async with info.context.session(WRITE) as session:
            await items.delete(session, info.context.conn, number(id), [version])
        return Deleted(id=id)

    @mutation
    async def create_category(self, info: Info, name: str) -> CreatedCategory:
        async with info.context.session(WRITE) as session:
            return Category.of(await categories.create(session, CategoryIn(name=name)))
