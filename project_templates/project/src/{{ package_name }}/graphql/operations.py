"""Schema of all queries, mutations and subscriptions."""

from collections.abc import Iterable

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
    """Unite the types of the resources. Add your own to these tuples."""
    found = [resource.graphql for resource in resources if resource.graphql]
    queries, mutations, subscriptions = zip(*found, strict=True) if found else ((), (), ())
    return Schema(
        query=merge_types("Query", (Query, *queries)),
        mutation=merge_types("Mutation", mutations) if mutations else None,
        subscription=merge_types("Subscription", subscriptions) if subscriptions else None,
        extensions=[lambda: Limits(settings)],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
