"""Export of spans by OTLP over HTTP, which never delays the stop of the service for long."""

from collections.abc import Callable
from threading import Thread

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from .redaction import redacted

TIMEOUT = 2.0  # seconds for one export, and for the last ones when the service stops


class Redaction(SpanProcessor):
    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        span.set_attributes(redacted(span.attributes or {}))


def export(endpoint: str, service_name: str) -> Callable[[], None]:
    """Start to export, and return the function that stops."""
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=TIMEOUT)
    provider = TracerProvider(resource=Resource.create({"service.name": service_name}))
    provider.add_span_processor(Redaction())
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)

    def stop() -> None:
        last = Thread(target=provider.shutdown, daemon=True)
        last.start()
        last.join(TIMEOUT)

    return stop
