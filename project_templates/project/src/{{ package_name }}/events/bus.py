"""Publish and subscribe. In memory this is all there is; Redis only carries it to other processes."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Protocol, cast

from anyio.lowlevel import checkpoint
from fastapi import Depends
from starlette.requests import HTTPConnection

from .history import History
from .model import Event, Position, Reset, claimed, encoded, now, position
from .settings import EventsSettings
from .subscription import Subscription

PATIENCE = 1000  # turns of the event loop that crowded subscribers are given


class Carrier(Protocol):
    """Takes an event to every process, this one included; returns its id."""

    async def append(self, topic: str, text: str) -> str: ...


class Sink(Protocol):
    """Takes what is published on a topic, at once; see `Subscription.offer`."""

    def offer(self, item: Event | Reset) -> bool: ...


class Events:
    def __init__(self, settings: EventsSettings) -> None:
        self.settings = settings
        self.carrier: Carrier | None = None
        self.last: Position = (now(), 0)
        self.history = self._history_from(self.last)
        self.sinks: defaultdict[str, set[Sink]] = defaultdict(set)
        self.subscriptions: set[Subscription] = set()
        self.closed = False

    async def publish(self, topic: str, data: Any) -> str:
        """Hand `data` to every subscriber of `topic`, in every process; the event's id is returned.

        Raises InvalidEvent for a malformed topic and for data that is no JSON, and
        EventsUnavailable when Redis does not answer in time.
        """
        text = encoded(topic, data, self.settings.max_bytes)
        if self.carrier is not None:
            return await self.carrier.append(topic, text)
        milliseconds, number = max((now(), 0), (self.last[0], self.last[1] + 1))
        event = Event(f"{milliseconds}-{number}", topic, data, text)
        await self.take([event])
        return event.id

    @asynccontextmanager
    async def subscribe(self, topic: str, after: str | None = None) -> AsyncIterator[Subscription]:
        """What is published on `topic` from now on, or all that came after the id `after`.

        The iterator yields a Reset when something may have been missed: at once when `after` is
        too old, later when an event was not published or Redis was away. An `after` that cannot be an id
        counts as none.
        It raises SlowConsumer when more than EVENTS_QUEUE events wait for this subscriber.
        """
        reached = claimed(after)
        waiting: Iterable[Event | Reset] = ()
        if reached is not None:
            nobodys = self.carrier is None and reached > self.last
            found = None if nobodys else self.history.since(topic, reached)
            waiting = [Reset(self.last_id)] if found is None else found
            reached = None if found is None else reached
        subscription = Subscription(self.settings.queue, reached, waiting)
        if self.closed:
            subscription.end()
        self.subscriptions.add(subscription)
        self.attach(topic, subscription)
        try:
            yield subscription
        finally:
            self.subscriptions.discard(subscription)
            self.detach(topic, subscription)

    def attach(self, topic: str, sink: Sink) -> None:
        """For who has queues of their own: `sink.offer` is called with all that is published."""
        self.sinks[topic].add(sink)

    def detach(self, topic: str, sink: Sink) -> None:
        self.sinks[topic].discard(sink)
        if not self.sinks[topic]:
            del self.sinks[topic]

    @property
    def last_id(self) -> str:
        return "{}-{}".format(*self.last)

    async def take(self, events: Iterable[Event]) -> None:
        """Keep and deliver. Healthy subscribers get the time to keep up, a stalled one does not."""
        crowded = False
        for event in events:
            self.last = position(event.id)
            self.history.add(event)
            for sink in tuple(self.sinks.get(event.topic, ())):
                crowded = sink.offer(event) or crowded
        if crowded:
            await checkpoint()
            for _ in range(PATIENCE):
                if not any(subscription.crowded for subscription in self.subscriptions):
                    break
                await checkpoint()

    def restart(self, events: list[Event], horizon: Position) -> None:
        """Other events are known now; who is there may have missed some."""
        self.history, self.last = self._history_from(horizon), horizon
        for event in events:
            self.last = position(event.id)
            self.history.add(event)
        for sink in {sink for sinks in self.sinks.values() for sink in sinks}:
            sink.offer(Reset(self.last_id))

    def _history_from(self, horizon: Position) -> History:
        return History(self.settings.history, self.settings.history_bytes, horizon)

    def close(self) -> None:
        """End every subscription, those that are still to come too."""
        self.closed = True
        for subscription in self.subscriptions:
            subscription.end()


def get_events(conn: HTTPConnection) -> Events:
    return cast(Events, conn.state["events"])


EventsDep = Annotated[Events, Depends(get_events)]
