"""Subscriptions to the changes of a table."""

from collections.abc import AsyncGenerator, Callable
from enum import Enum
from typing import Any, Protocol, TypeVar

import strawberry
from pydantic import BaseModel

from ..events import Reset, Subscription
from ..scopes import demand
from .context import Info
from .rows import Row

C = TypeVar("C")


class Source(Protocol):
    """Service of a resource: the topic of its events, the name of a row in them, and its scope."""

    NAME: str
    TOPIC: str
    READ: str


@strawberry.enum
class Action(Enum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    RESET = strawberry.enum_value("reset", description="Changes may be missing: load all rows")


def follow(
    info: Info, source: Source, schema: type[BaseModel], kind: type[Row], change: Callable[..., C]
) -> AsyncGenerator[C]:
    """Yield a `change` for each event of the source, from this moment on.

    Raises InsufficientScope if the caller lacks the scope.
    """
    demand(info.context.conn, source.READ)

    def show(action: Action, data: Any) -> C:
        row = data and kind.of(schema.model_validate(data[source.NAME]))
        return change(action=action, **{source.NAME: row})

    return changes(info.context.events.subscribe(source.TOPIC), show)


async def changes(events: Subscription, show: Callable[[Action, Any], C]) -> AsyncGenerator[C]:
    async for event in events:
        if isinstance(event, Reset):
            yield show(Action.RESET, None)
        elif (found := shown(event.data, show)) is not None:
            yield found


def shown(data: Any, show: Callable[[Action, Any], C]) -> C | None:
    """Return None for an event of another release, which must not end the subscription."""
    try:
        return show(Action(data["action"]), data)
    except (KeyError, TypeError, ValueError):
        return None
