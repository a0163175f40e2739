"""What every request passes, as pure ASGI. Outermost first, and why there:

request id        every line of the log, and every reply, carries it
proxy headers     all that follows sees the real client and scheme
access log        sees the status that the client sees (where observability is on)
problems          turns the plain refusals of all below into problem details
process time      measures all below; security headers are on every reply, refusals too
CORS              before anything that refuses: a browser hides a refusal without its headers,
                  and a preflight carries no credentials, so nobody may ask it for them
trusted host      before any work is done for a request that is not meant for us
compression       compresses what all below send
authentication, rate limit, http cache    where they are on
body limit        counts the bytes that are really read, so close to the reader
boundary          an unhandled error is answered in here, inside of all headers
"""

from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware

from .compression import Compression
from .headers import ReplyHeaders
from .hosts import TrustedHosts
from .proxies import ProxyHeaders
from .settings import WebSettings

__all__ = ["WebSettings", "first", "last", "stack"]

# Those of a reply that a page of another origin may read.
EXPOSED = (
    "Allow",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Cache",
    "X-Process-Time",
    "X-Request-ID",
)


def first() -> list[Middleware]:
    """Just inside of the request id."""
    return [Middleware(ProxyHeaders, trusted=WebSettings().trusted_proxies)]


def stack() -> list[Middleware]:
    """Outside of authentication, limits and caches."""
    settings = WebSettings()
    return [
        Middleware(
            ReplyHeaders,
            content_security_policy=settings.content_security_policy,
            hsts_seconds=settings.hsts_seconds,
        ),
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_credentials=settings.cors_credentials,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
            max_age=settings.cors_max_age,
        ),
        Middleware(TrustedHosts, allowed=settings.allowed_hosts),
        Middleware(Compression, minimum_size=settings.gzip_minimum_size),
    ]


def last() -> list[Middleware]:
    """Next to the routes. One that takes more says so: `@router.post(…, max_body_size=…)`."""
    return [Middleware(RequestBodyLimitMiddleware, max_body_size=WebSettings().max_body_size)]
