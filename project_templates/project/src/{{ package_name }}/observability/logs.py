"""One log for this package, uvicorn and every library: JSON in production, without secrets."""

import logging
import sys
from typing import Any

import structlog
from opentelemetry import trace
from structlog.typing import Processor

from ..context import request_id
from ..logs import FALSE_ALARMS
from ..settings import Settings
from .redaction import redact

# What a terminal, or a reader of lines, would take for more than text.
CONTROL = {code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


def add_ids(_logger: Any, _method: str, event: Any) -> Any:
    """Which request, and which trace, a record belongs to."""
    if (name := request_id.get()) != "-":
        event.setdefault("request_id", name)
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    event.pop("color_message", None)  # uvicorn's, for a terminal
    return event


def escape(_logger: Any, _method: str, event: Any) -> Any:
    """No message can forge a line; those of a traceback are set off from the left margin."""
    event["event"] = str(event.get("event", "")).strip().translate(CONTROL)
    if trace_text := event.get("exception"):
        lines = (line.translate(CONTROL) for line in str(trace_text).split("\n"))
        event["exception"] = "\n".join(f"  | {line}" for line in lines)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    add_ids,
    structlog.processors.format_exc_info,  # without local variables: they hold secrets
    redact,
]


def formatter(settings: Settings) -> logging.Formatter:
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        repr_native_str=True,  # the values, escaped
        exception_formatter=structlog.dev.plain_traceback,
    )
    json: list[Processor] = [structlog.processors.JSONRenderer()]
    last = json if settings.environment == "production" else [escape, console]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def configure_logging(settings: Settings) -> None:
    """Log to stderr, unless whoever runs the application has set up logging already."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.getLogger(__name__.partition(".")[0]).setLevel(settings.log_level)
    logging.getLogger("uvicorn.error").addFilter(FALSE_ALARMS)
    logging.getLogger("uvicorn.access").disabled = True  # Observation writes that line
    if not logging.root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(formatter(settings))
        logging.root.addHandler(handler)
        logging.getLogger("uvicorn").handlers.clear()
        logging.getLogger("uvicorn").propagate = True
