"""Protection of the page against other sites, other users of the machine, and injected content."""

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from fastapi_adv.errors import BUG
from fastapi_adv.web.access import Access, same
from fastapi_adv.web.templating import refused_page

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENTRY = "/enter"
SAFE_METHODS = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


class Guard:
    """Middleware that accepts only requests of this page, from a browser that was opened with the secret.

    A wrong `Host` (DNS rebinding) is answered by 421, a foreign `Origin` and a missing cookie by 403.
    """

    def __init__(self, app: "ASGIApp", access: Access, hosts: frozenset[str], cookie: str) -> None:
        self.app = app
        self.access = access
        self.hosts = hosts
        self.cookie = cookie

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return None  # there are no WebSockets; uvicorn refuses the handshake

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal := self.refusal(scope):
            status, reason = refusal
            return await refused_page(scope, status, reason)(scope, receive, send_with_headers)
        return await self._answer(scope, receive, send_with_headers)

    async def _answer(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a bug with the same headers as everything else. uvicorn prints the traceback on the terminal."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            message = f"This is a bug in fastapi-adv: {type(error).__name__}. The terminal shows where."
            content = {"message": message, "hint": "Please report it.", "exit_code": BUG}
            await JSONResponse({"error": content}, 500)(scope, receive, send)
            raise

    def refusal(self, scope: "Scope") -> tuple[int, str] | None:
        """Return status and reason if the request is refused."""
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self.hosts]:
            return 421, "This address does not belong to fastapi-adv."
        if not self._from_here(scope["method"], headers):
            return 403, "The request comes from another site."
        if scope["path"] != ENTRY and not self._has_cookie(headers):
            return 403, "This browser was not opened by fastapi-adv. Open the address that the terminal shows."
        return None

    def _from_here(self, method: str, headers: Headers) -> bool:
        """Check `Origin`, which requests that write must have, and the fetch metadata of the browser."""
        origins = headers.getlist("origin")
        if (origins or method not in SAFE_METHODS) and origins != [f"http://{headers['host']}"]:
            return False
        navigation = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return navigation or headers.get("sec-fetch-site", "none") in ("same-origin", "none")

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            found = SimpleCookie("; ".join(headers.getlist("cookie"))).get(self.cookie)
        except CookieError:
            return False
        return found is not None and same(found.value, self.access.session)
