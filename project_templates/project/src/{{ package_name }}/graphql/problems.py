"""Arguments, and mutations whose results include the mistakes of callers."""

from collections.abc import Awaitable, Callable, Collection
from functools import reduce
from operator import or_
from typing import Annotated, Any, TypeVar

import strawberry
from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_pascal
from strawberry import ID
from strawberry.extensions import FieldExtension
from strawberry.types.maybe import Some
from strawberry.utils.str_converters import to_camel_case

from ..database import rows
from ..errors import DomainError
from .context import Info

S = TypeVar("S", bound=BaseModel)


class InvalidArgument(DomainError):
    status, code = 422, "invalid_argument"


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


MISTAKES = Taken, UnknownReference, InvalidInput
ERRORS: dict[type[Exception], type[Problem]] = {
    rows.NotFound: NotFound,
    rows.VersionMismatch: Conflict,
    rows.InUse: InUse,
    rows.Taken: Taken,
    rows.UnknownReference: UnknownReference,
    ValidationError: InvalidInput,
}


class TypedProblems(FieldExtension):
    """Conversion of errors into results. Their unit of work is rolled back."""

    def __init__(self, problems: Collection[type[Problem]]) -> None:
        self.caught = tuple(error for error, problem in ERRORS.items() if problem in problems)

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        try:
            return await next_(source, info, **arguments)
        except self.caught as error:
            return ERRORS[type(error)](**described(error))


def described(error: Exception) -> dict[str, str]:
    """Return the message of an error, and the field of the input that caused it."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        path = ".".join(to_camel_case(str(part)) for part in first["loc"])
        return {"message": first["msg"], "field": path}
    name = getattr(error, "field", None)
    return {"message": str(error)} | ({"field": to_camel_case(name)} if name else {})


def mutation(*problems: type[Problem]) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Return a decorator like strawberry.mutation, for a resolver that may fail with `problems`.

    The result is a union: `CreateItemResult` of `create_item` is what it returns, or a problem.
    """

    def decorate(resolver: Callable[..., Awaitable[Any]]) -> Any:
        name = to_pascal(f"{resolver.__name__}_result")
        kinds: Any = reduce(or_, problems, resolver.__annotations__["return"])
        result: Any = Annotated[kinds, strawberry.union(name)]
        extensions: list[FieldExtension] = [TypedProblems(problems)]
        return strawberry.mutation(resolver, extensions=extensions, graphql_type=result)

    return decorate


def given(input: object | None) -> dict[str, Any]:
    """Return the fields of an input that the caller has set. `Maybe` fields hold a Some or None."""
    found = {} if input is None else vars(input)
    values = {name: value for name, value in found.items() if value is not None}
    return {name: v.value if isinstance(v, Some) else v for name, v in values.items()}


def valid(schema: type[S], input: object | None) -> S:
    """Validate an argument of a query. Raises InvalidArgument."""
    try:
        return schema.model_validate(given(input))
    except ValidationError as error:
        raise InvalidArgument("{field}: {message}".format_map(described(error))) from None
