"""Schema of all queries, mutations and subscriptions."""

from strawberry.tools import merge_types

from .categories import CategoryMutation, CategoryQuery
from .errors import Schema
from .items import ItemMutation, ItemQuery, ItemSubscription
from .limits import Limits
from .settings import GraphQLSettings


def build(settings: GraphQLSettings) -> Schema:
    """Add your own types to these tuples."""
    return Schema(
        query=merge_types("Query", (ItemQuery, CategoryQuery)),
        mutation=merge_types("Mutation", (ItemMutation, CategoryMutation)),
        subscription=merge_types("Subscription", (ItemSubscription,)),
        extensions=[lambda: Limits(settings)],
    )
