"""Cached functions and cached replies: payloads are JSON of declared types."""

import functools
import inspect
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar, cast, get_type_hints

from fastapi import Depends, Request, Response
from pydantic import TypeAdapter
from pydantic_core import to_json
from starlette.requests import HTTPConnection

from ..context import state
from .cache import Cache
from .keys import key_of, reply_key

P = ParamSpec("P")
T = TypeVar("T")


def of(conn: HTTPConnection) -> Cache:
    """The cache of the running application, for HTTP and WebSocket routes."""
    cache: Cache = state(conn)["cache"]  # type: ignore[typeddict-item]  # the lifespan's own key
    return cache


CacheDep = Annotated[Cache, Depends(of)]


@functools.cache
def shape(type_: Any) -> tuple[TypeAdapter[Any], str]:
    """What reads and writes the type, and its version: another shape is another version."""
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    return adapter, blake2b(to_json(adapter.json_schema()), digest_size=8).hexdigest()


def cached(
    *,
    tags: Callable[..., Sequence[str]] = lambda *args, **kwargs: (),
    ttl: float | None = None,
    stale: float | None = None,
) -> Callable[[Callable[P, Awaitable[T]]], Callable[Concatenate[Cache, P], Awaitable[T]]]:
    """Keep what an `async def` with a declared return type returns, for each set of arguments.

    It is then called with the cache before its arguments; `tags` is called with them.
    """

    def through(
        function: Callable[P, Awaitable[T]],
    ) -> Callable[Concatenate[Cache, P], Awaitable[T]]:
        name = f"{function.__module__}.{function.__qualname__}"
        signature = inspect.signature(function)

        async def call(cache: Cache, /, *args: P.args, **kwargs: P.kwargs) -> T:
            adapter, version = shape(get_type_hints(function)["return"])
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()

            async def load() -> bytes:
                result = await function(*args, **kwargs)
                return adapter.dump_json(result, by_alias=True, round_trip=True)

            key, about = key_of(name, bound.arguments), tags(*args, **kwargs)
            payload, _ = await cache.read_through(
                key, load, tags=about, ttl=ttl, stale=stale, version=version
            )
            result: T = adapter.validate_json(payload)
            return result

        return call

    return through


class CachedReplies:
    """A dependency: keeps the whole JSON reply of a route."""

    def __init__(self, request: Request) -> None:
        self.request, self.cache = request, of(request)

    async def __call__(
        self,
        type_: type[T],
        load: Callable[[], Awaitable[T]],
        *,
        tags: Sequence[str] = (),
        ttl: float | None = None,
        stale: float | None = None,
        shared: bool = False,
        vary: tuple[str, ...] = ("Accept-Language",),
    ) -> Response:
        """One entry for each path, query, value of the headers `vary` and, unless it is `shared`
        by everybody, caller. Whether the caller may see it is decided before this."""
        adapter, version = shape(cast(Any, type_))

        async def made() -> bytes:
            return adapter.dump_json(adapter.validate_python(await load()), by_alias=True)

        key = reply_key(self.request, shared=shared, vary=vary)
        payload, how = await self.cache.read_through(
            key, made, tags=tags, ttl=ttl, stale=stale, version=version
        )
        headers = {"X-Cache": how} | ({"Vary": ", ".join(vary)} if vary else {})
        return Response(payload, media_type="application/json", headers=headers)


CachedRepliesDep = Annotated[CachedReplies, Depends()]
