"""The demonstration: follow any topic, publish to any that is not the application's own."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from ..context import state
from ..errors import DomainError
from ..events import EventsDep, Subscription
from .response import EventStream
from .stream import lifespan, opened, stream, subscribed

# A topic with a colon belongs to the application: nobody outside may read it, or write to it.
Topic = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")]

router = APIRouter(prefix="/events", tags=["events"], lifespan=lifespan)


class OwnTopic(DomainError):
    status, code = 403, "own_topic"


class Publication(BaseModel):
    data: Any


class Published(BaseModel):
    id: str


async def subscription(
    conn: HTTPConnection,
    events: EventsDep,
    topic: Topic,
    last_event_id: Annotated[str | None, Header()] = None,
) -> AsyncIterator[Subscription]:
    async with subscribed(conn, events, topic, last_event_id) as found:
        yield found


@router.get(
    "/{topic}",
    response_class=EventStream,
    responses={
        **EventStream.documented,
        429: {"description": "The caller has too many streams open"},
        503: {"description": "Too many streams are open"},
    },
)
async def follow(
    conn: HTTPConnection, found: Annotated[Subscription, Depends(subscription)]
) -> EventStream:
    """The topic's events from now on, or from `Last-Event-ID` on; `reset` when some are gone."""
    return EventStream(stream(found, opened(conn).settings.retry))


@router.post(
    "/{topic}",
    status_code=202,
    responses={
        403: {"description": "Only the application itself publishes to this topic"},
        503: {"description": "Events cannot be published at the moment"},
    },
)
async def publish(
    conn: HTTPConnection, topic: Topic, publication: Publication, events: EventsDep
) -> Published:
    """Published to every process; 503 while Redis is away."""
    if topic in state(conn).get("own_topics", ()):
        raise OwnTopic("Only the application itself publishes to this topic")
    return Published(id=await events.publish(topic, publication.data))
