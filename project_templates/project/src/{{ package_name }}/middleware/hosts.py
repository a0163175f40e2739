"""A request for a host that is not ours: a forged address in a link, or a rebound DNS name."""

from collections.abc import Sequence

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class TrustedHosts(TrustedHostMiddleware):
    """Refuses other hosts with 400. Health is exempt: probes ask by the address of a container."""

    def __init__(self, app: ASGIApp, *, allowed: Sequence[str]) -> None:
        super().__init__(app, allowed_hosts=allowed, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and path.startswith("/health/"):
            return await self.app(scope, receive, send)
        await super().__call__(scope, receive, send)
