"""Who may open a socket. Browsers send cookies along, and CORS does not apply: ask the Origin."""

from urllib.parse import SplitResult, urlsplit

from starlette.requests import HTTPConnection

SUBPROTOCOL = "app.v1"  # what this application speaks; never answer with one that carries a token
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def agreed(offered: list[str]) -> str | None:
    """A browser that offers subprotocols (a token among them) must offer ours too."""
    return SUBPROTOCOL if SUBPROTOCOL in offered else None


def welcome(conn: HTTPConnection, allowed: str) -> bool:
    """Whether the Origin is this server or one of `allowed`, which are separated by commas.

    A request without Origin is not a browser's, so there is nobody whose cookies it could abuse.
    """
    origin = conn.headers.get("origin")
    if origin is None or origin in (name.strip() for name in allowed.split(",")):
        return True
    try:
        asking = urlsplit(origin)
        serving = urlsplit(f"{asking.scheme}://{conn.headers.get('host', '')}")
        return bool(asking.hostname) and address(asking) == address(serving)
    except ValueError:
        return False


def address(url: SplitResult) -> tuple[str | None, int | None]:
    """Without the scheme: a proxy may have taken the TLS away."""
    return url.hostname, url.port or PORTS.get(url.scheme)
