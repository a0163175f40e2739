"""Secrets of one run: they open the page and allow it to write."""

import secrets
import threading


class Access:
    """Secrets of this run. They are compared in constant time and never written to a log.

    `ticket` opens the page once: the address that the browser is started with shows in the list of processes.
    `secret` opens the page any number of times; only the terminal shows it. Both are exchanged for the cookie
    `session`. `token` is in the page itself, and every request that writes must send it.
    """

    def __init__(self) -> None:
        self.ticket, self.secret, self.session, self.token = (secrets.token_urlsafe(32) for _ in range(4))
        self._unused = {self.ticket}
        self._lock = threading.Lock()

    def opens(self, given: str) -> bool:
        """Check whether the secret or the unused ticket was given. The ticket is used up."""
        if same(given, self.secret):
            return True
        with self._lock:
            used = {ticket for ticket in self._unused if same(given, ticket)}
            self._unused -= used
        return bool(used)


def same(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return secrets.compare_digest(given.encode(errors="replace"), expected.encode())
