"""Topics, and places of subscribers in them. Subscribers have no queues."""

import asyncio
from collections import deque

from .model import Event, Reset


class Topic:
    """Events of one topic that are still in memory, oldest first.

    Places count all events that the topic has had, so a subscriber can see that some were dropped.
    """

    def __init__(self) -> None:
        self.events: deque[Event] = deque()
        self.dropped = 0
        self.changed = asyncio.Event()
        self.closed = False

    @property
    def end(self) -> int:
        return self.dropped + len(self.events)

    def place_after(self, id: str) -> int:
        """Return the place after an event. If it is not there, return a place that was dropped."""
        for distance, event in enumerate(reversed(self.events)):
            if event.id == id:
                return self.end - distance
        return -1

    def wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


class Subscription:
    """Endless iterator over a topic. It ends when the process stops."""

    def __init__(self, topic: Topic, place: int) -> None:
        self.topic, self.place = topic, place

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Event | Reset:
        topic = self.topic
        while self.place == topic.end:
            if topic.closed:
                raise StopAsyncIteration
            await topic.changed.wait()
        if self.place < topic.dropped:
            self.place = topic.end
            return Reset()
        self.place += 1
        return topic.events[self.place - topic.dropped - 1]
