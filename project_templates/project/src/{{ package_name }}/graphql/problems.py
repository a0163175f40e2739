"""Mutations whose results include the mistakes of callers."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from pydantic import ValidationError
from strawberry import ID
from strawberry.extensions import FieldExtension
from strawberry.types.maybe import Some
from strawberry.utils.str_converters import to_camel_case

from ..database import rows
from .context import Info


@strawberry.interface
class Problem:
    message: str


@strawberry.type
class NotFound(Problem): ...


@strawberry.type(description="The row has another version by now")
class Conflict(Problem): ...


@strawberry.type(description="Other rows refer to this one")
class InUse(Problem): ...


@strawberry.type(description="Another row has this value")
class Taken(Problem):
    field: str


@strawberry.type(description="The field refers to a row that does not exist")
class UnknownReference(Problem):
    field: str


@strawberry.type
class InvalidInput(Problem):
    field: str


@strawberry.type
class Deleted:
    id: ID


ERRORS: dict[type[Exception], Any] = {
    rows.NotFound: NotFound,
    rows.VersionMismatch: Conflict,
    rows.InUse: InUse,
    rows.Taken: Taken,
    rows.UnknownReference: UnknownReference,
}


class TypedProblems(FieldExtension):
    """Conversion of the errors that callers can cause. Their unit of work is rolled back."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        try:
            return await next_(source, info, **arguments)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(to_camel_case(str(part)) for part in first["loc"])
            return InvalidInput(message=first["msg"], field=field)
        except tuple(ERRORS) as error:
            name = getattr(error, "field", None)
            more = {} if name is None else {"field": to_camel_case(name)}
            return ERRORS[type(error)](message=str(error), **more)


def mutation(resolver: Callable[..., Awaitable[Any]]) -> Any:
    return strawberry.mutation(resolver, extensions=[TypedProblems()])


def given(input: object) -> dict[str, Any]:
    """Return the fields of an input that the caller has set. `Maybe` fields hold a Some or None."""
    values = {name: value for name, value in vars(input).items() if value is not None}
    return {name: v.value if isinstance(v, Some) else v for name, v in values.items()}
