"""argon2id, which is slow and large on purpose: in threads, few at a time, with a short queue."""

import unicodedata

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from ..errors import DomainError
from .settings import AuthSettings


class TooManyLogins(DomainError):
    """Every hashing thread is taken, and so is the queue."""

    status, code, headers = 503, "too_many_logins", {"Retry-After": "2"}


class Passwords:
    """At most `hashing_threads` hashes at a time; `hashing_queue` callers wait, others hear 503."""

    def __init__(self, settings: AuthSettings) -> None:
        cost = (settings.hashing_rounds, settings.hashing_memory_kib)
        self.hasher = PasswordHash((Argon2Hasher(*cost),))
        self.limiter = CapacityLimiter(settings.hashing_threads)
        self.queue = settings.hashing_queue
        self.nobody = self.hasher.hash("nobody's")

    async def hash(self, password: str) -> str:
        """Raises TooManyLogins."""
        self._admit()
        return await to_thread.run_sync(self.hasher.hash, normal(password), limiter=self.limiter)

    async def verify(self, password: str, known: str | None) -> tuple[bool, str | None]:
        """Whether it is the one, and a new hash if the cost has changed since.

        An unknown account (None) takes as long as a known one. Raises TooManyLogins.
        """
        self._admit()
        verify, secret = self.hasher.verify_and_update, normal(password)
        good, renewed = await to_thread.run_sync(
            verify, secret, known or self.nobody, limiter=self.limiter
        )
        return (good, renewed) if known else (False, None)

    def _admit(self) -> None:
        now = self.limiter.statistics()
        if now.borrowed_tokens >= now.total_tokens and now.tasks_waiting >= self.queue:
            raise TooManyLogins("Too many logins at a time; try again in a moment")


def normal(password: str) -> str:
    """The same letters are the same password, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)
