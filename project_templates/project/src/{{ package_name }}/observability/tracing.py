"""Traces: FastAPI makes the spans, and they are exported once an address is set."""

from collections.abc import Callable
from typing import Any

from opentelemetry import trace
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.types import Scope


class TracingSettings(BaseSettings):
    """`OTEL_…`: the standard's names. The SDK reads its others from the environment itself."""

    model_config = SettingsConfigDict(env_prefix="OTEL_", env_file=".env", extra="ignore")

    exporter_otlp_endpoint: str | None = None
    service_name: str = __name__.partition(".")[0]


def quiet(scope: Scope) -> bool:
    """What is asked every few seconds, and never interesting."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path.startswith(("/health/", "/metrics"))


def options() -> dict[str, Any]:
    """For FastAPI(…). Metrics and logs are ours; where no provider is set this costs nothing."""
    telemetry = {"exclude": quiet, "metrics": False, "logs": False, "operation_spans": False}
    return {"telemetry": telemetry}


def start() -> Callable[[], None]:
    """Export, unless somebody has set a provider already. What is returned sends the rest."""
    settings = TracingSettings()
    endpoint = settings.exporter_otlp_endpoint
    if not endpoint or not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return lambda: None
    # The SDK takes a while to import, so it is imported where it is wanted.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider = TracerProvider(resource=Resource.create({"service.name": settings.service_name}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider.shutdown
