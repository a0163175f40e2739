"""Schema of all queries, mutations and subscriptions."""

from collections.abc import Iterable
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from ..about import version
from ..database import Resource
from .errors import Schema
from .limits import Limits
from .scalars import SCALARS
from .settings import GraphQLSettings


@strawberry.type
class Query:
    """Query that always exists, because a schema needs one."""

    @strawberry.field
    def api_version(self) -> str:
        return version()


def build(settings: GraphQLSettings, resources: Iterable[Resource]) -> Schema:
    """Unite the types of all resources. Add your own to this list."""
    types: list[type[Any]] = [Query]
    types.extend(kind for resource in resources for kind in resource.graphql)
    return Schema(
        query=united("Query", types) or Query,
        mutation=united("Mutation", types),
        subscription=united("Subscription", types),
        extensions=[lambda: Limits(settings)],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def united(name: str, types: list[type[Any]]) -> type[Any] | None:
    """Return a type with the fields of all types of this name, or None without any."""
    found = tuple(kind for kind in types if kind.__name__ == name)
    return merge_types(name, found) if found else None
