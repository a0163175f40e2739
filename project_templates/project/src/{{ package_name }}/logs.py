"""The log of a service: one line a record, with the id of the request that it belongs to."""

import logging

from .context import request_id
from .settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the current request, `-` outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class FalseAlarms(logging.Filter):
    """What uvicorn reports as a fault of its own or of the application, and anyone can cause.

    A WebSocket that is refused with a status, and one that sends a text which is no UTF-8.
    """

    MESSAGES = frozenset(
        (
            "ASGI callable returned without completing handshake.",
            "Invalid UTF-8 sequence received from client.",
        )
    )

    def filter(self, record: logging.LogRecord) -> bool:
        return record.msg not in self.MESSAGES


FALSE_ALARMS = FalseAlarms()  # added once, however often logging is configured


def configure(settings: Settings) -> None:
    """Log to stderr, unless whoever runs the application has set up logging already."""
    if not logging.root.handlers:
        handler = logging.StreamHandler()
        handler.addFilter(RequestIdFilter())
        handler.setFormatter(logging.Formatter(FORMAT))
        logging.root.addHandler(handler)
    logging.getLogger("uvicorn.error").addFilter(FALSE_ALARMS)
    logging.getLogger(__package__).setLevel(settings.log_level)
