"""argon2id, which is slow and large on purpose: in threads, few at a time, with a short queue."""

import unicodedata
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from ..errors import DomainError
from .settings import AuthSettings

T = TypeVar("T")


class TooManyLogins(DomainError):
    """Every hashing thread is taken, and so is the queue."""

    status, code, headers = 503, "too_many_logins", {"Retry-After": "2"}


class Passwords:
    """At most `hashing_threads` hashes at a time; `hashing_queue` callers wait, others hear 503."""

    def __init__(self, settings: AuthSettings) -> None:
        cost = (settings.hashing_rounds, settings.hashing_memory_kib)
        self.hasher = PasswordHash((Argon2Hasher(*cost),))
        self.limiter = CapacityLimiter(settings.hashing_threads)
        self.places = settings.hashing_threads + settings.hashing_queue
        self.nobodys = self.hasher.hash("nobody's")

    async def hash(self, password: str) -> str:
        """Raises TooManyLogins."""
        return await self._run(lambda: self.hasher.hash(normal(password)))

    async def verify(self, password: str, known: str | None) -> tuple[bool, str | None]:
        """Whether it is the one, and a new hash if the cost has changed since.

        An unknown account (None) takes as long as a known one. Raises TooManyLogins.
        """
        expected = known or self.nobodys
        good, renewed = await self._run(
            lambda: self.hasher.verify_and_update(normal(password), expected)
        )
        return (good, renewed) if known else (False, None)

    async def _run(self, work: Callable[[], T]) -> T:
        if self.places < 1:
            raise TooManyLogins("Too many logins at a time; try again in a moment")
        self.places -= 1
        try:
            return await to_thread.run_sync(work, limiter=self.limiter)
        finally:
            self.places += 1


def normal(password: str) -> str:
    """The same letters are the same password, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)
