"""Names of entries: they hold what the value depends on, and are bounded in length."""

from hashlib import blake2b

from pydantic_core import to_json
from starlette.requests import HTTPConnection

from ..context import caller

MAX_KEY = 80  # characters; longer ones are replaced by their hash


def bounded(key: str) -> str:
    return key if len(key) <= MAX_KEY else blake2b(key.encode(), digest_size=20).hexdigest()


def key_of(name: str, *parts: object) -> str:
    """The key of `name` for these parts; raises ValueError for one that has no JSON form."""
    return f"{name[-MAX_KEY // 2 :]}:{blake2b(to_json(parts), digest_size=16).hexdigest()}"


def reply_key(conn: HTTPConnection, *, shared: bool, vary: tuple[str, ...]) -> str:
    """The key of a whole reply: its path, its query and the headers `vary`; unless it is
    `shared`, also who is calling."""
    headers = [conn.headers.getlist(name) for name in vary]
    query = sorted(conn.query_params.multi_items())
    return key_of("reply", conn.scope["path"], query, headers, () if shared else identity(conn))


def identity(conn: HTTPConnection) -> tuple[object, ...]:
    """The caller; where nobody has proved who it is, the credentials as they came."""
    user = caller(conn)
    if user is not None:
        return ("user", user.id, sorted(user.scopes))
    return tuple(conn.headers.getlist(name) for name in ("authorization", "cookie"))
