"""What is published, what a subscriber receives, and what can go wrong."""

import json
import re
import time
from dataclasses import dataclass
from typing import Any, NoReturn

from ..errors import DomainError

TOPIC = re.compile(r"[A-Za-z0-9._:-]{1,64}")
ID = re.compile(r"(\d{1,15})-(\d{1,15})", re.ASCII)
AHEAD = 60_000  # milliseconds by which clocks may differ; an id beyond that is nobody's

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """Ids grow, within a topic and across them; `text` is `data` as JSON."""

    id: str
    topic: str
    data: Any
    text: str


@dataclass(frozen=True, slots=True)
class Reset:
    """Something may have been missed: load the whole state anew; what follows comes after `id`."""

    id: str


class InvalidEvent(DomainError, ValueError):
    """The topic is malformed, or the data is no JSON, or too much of it."""

    status, code = 422, "invalid_event"


class EventsUnavailable(DomainError):
    """Redis is away. After a mere timeout the event may have been published all the same."""

    status, code = 503, "events_unavailable"


def position(id_: str) -> Position:
    """An id that can be compared."""
    milliseconds, _, number = id_.partition("-")
    return int(milliseconds), int(number)


def claimed(id_: str | None) -> Position | None:
    """The position that a client says it has reached; None for what cannot be one."""
    found = ID.fullmatch(id_ or "")
    if found is None or int(found[1]) > now() + AHEAD:
        return None
    return int(found[1]), int(found[2])


def now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def encoded(topic: str, data: Any, max_bytes: int) -> str:
    """`data` as compact JSON; raises InvalidEvent for what other readers could not read."""
    if not TOPIC.fullmatch(topic):
        raise InvalidEvent("A topic is 1 to 64 of A-Z a-z 0-9 . _ : -")
    try:
        text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidEvent("The data cannot be written as JSON") from error
    if size > max_bytes:
        raise InvalidEvent(f"The data takes more than {max_bytes} bytes")
    return text


def decoded(id_: str, topic: str, text: str) -> Event:
    """The event of a stored entry; raises ValueError when it is not one of ours."""
    text.encode()  # bytes that were not UTF-8 have become lone surrogates
    if not TOPIC.fullmatch(topic):
        raise ValueError("not a topic")
    return Event(id_, topic, json.loads(text, parse_constant=refuse), text)


def refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
