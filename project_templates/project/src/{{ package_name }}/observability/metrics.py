"""Prometheus metrics, with labels that no client can multiply."""

import os
import secrets
from typing import Annotated

import prometheus_client as prometheus
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request, Security
from fastapi.responses import PlainTextResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.types import Scope

from ..settings import settings_of

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # read by prometheus_client itself
METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))

prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]
REQUESTS = prometheus.Counter("http_requests", "Replies", ["method", "route", "status"])
DURATION = prometheus.Histogram("http_request_duration_seconds", "Whole", ["method", "route"])
IN_FLIGHT = prometheus.Gauge("http_requests_in_flight", "Now", multiprocess_mode="livesum")
OPEN_SOCKETS = prometheus.Gauge("websockets_open", "Now", multiprocess_mode="livesum")
BEARER = Security(HTTPBearer(scheme_name="metrics", auto_error=False))
Bearer = Annotated[HTTPAuthorizationCredentials | None, BEARER]


class MetricsSettings(BaseSettings):
    """`METRICS_…`."""

    model_config = SettingsConfigDict(
        env_prefix="METRICS_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    token: SecretStr | None = Field(None, min_length=16)


def observe(method: str, route: str, status: int, took: float) -> None:
    """Count one reply that took so many seconds."""
    method = method if method in METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).inc()
    DURATION.labels(method, route).observe(took)


def route_of(scope: Scope, root_path: str) -> str:
    """The template that was matched, never the path; `root_path` is what it was at first."""
    context = scope.get("fastapi", {}).get("effective_route_context")  # knows the prefixes
    mounted = scope.get("root_path", "").removeprefix(root_path)
    path = getattr(context, "path", "") or getattr(scope.get("route"), "path", "")
    if not path and "endpoint" in scope:  # a plain route of Starlette, or a mount
        known = {id(getattr(route, "endpoint", None)): route for route in scope["app"].routes}
        path = getattr(known.get(id(scope["endpoint"])), "path", "/{path}")
    return f"{mounted}{path}" or "unmatched"


def forget_process() -> None:
    """Its gauges count no more."""
    if SHARED in os.environ:
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]


def exposition() -> bytes:
    """Of all processes where they share a directory, else of this one."""
    registry = prometheus.REGISTRY
    if SHARED in os.environ:
        registry = prometheus.CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return prometheus.generate_latest(registry)


def add_route(routes: APIRouter) -> None:
    """`/metrics`: by METRICS_TOKEN where one is set; open without one, but not in production."""
    token = MetricsSettings().token
    wanted = token.get_secret_value().encode() if token else b""

    @routes.get("/metrics", response_class=PlainTextResponse)
    async def metrics(request: Request, bearer: Bearer) -> PlainTextResponse:
        if not wanted and settings_of(request.app).environment == "production":
            raise HTTPException(404)
        given = bearer.credentials.encode() if bearer else b""
        if wanted and not secrets.compare_digest(given, wanted):
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        # A thread of its own: a full pool of threads is what one wants to see here.
        text = await to_thread.run_sync(exposition, limiter=CapacityLimiter(1))
        return PlainTextResponse(text, media_type=prometheus.CONTENT_TYPE_LATEST)
