"""Subscriptions to the changes of a table."""

from collections.abc import AsyncGenerator, Callable
from enum import Enum
from typing import Any, TypeVar

import strawberry

from ..events import Reset, Subscription
from ..scopes import demand
from .context import Info

T = TypeVar("T")
Show = Callable[["Action", Any], T]


@strawberry.enum
class Action(Enum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESET = strawberry.enum_value("reset", description="Changes may be missing: load all rows")


def follow(info: Info, topic: str, scope: str, show: Show[T]) -> AsyncGenerator[T]:
    """Yield what `show` makes of each event of `topic`, from this moment on.

    Raises InsufficientScope if the caller lacks the scope.
    """
    demand(info.context.conn, scope)
    return changes(info.context.events.subscribe(topic), show)


async def changes(events: Subscription, show: Show[T]) -> AsyncGenerator[T]:
    async for event in events:
        if isinstance(event, Reset):
            yield show(Action.RESET, None)
        elif (found := shown(event.data, show)) is not None:
            yield found


def shown(data: Any, show: Show[T]) -> T | None:
    """Return None for an event of another release, which must not end the subscription."""
    try:
        return show(Action(data["action"]), data)
    except (KeyError, TypeError, ValueError):
        return None
