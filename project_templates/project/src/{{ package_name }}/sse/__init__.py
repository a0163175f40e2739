"""Server-sent events: topics that a browser follows with EventSource, and resumes where it was."""

from .demo import router
from .stream import EventStreamRoute, lifespan, stream, subscribed

__all__ = ["EventStreamRoute", "lifespan", "router", "stream", "subscribed"]
