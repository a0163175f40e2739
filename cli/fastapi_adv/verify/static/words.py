"""Words that belong to some entries: in a project without these, nothing may say them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.verify.static.bits import Bits

FRAMEWORK_ROUTES = frozenset({"/", "/docs", "/redoc", "/openapi.json"})
"""Addresses that every FastAPI app has, or that are part of any other address."""

AWARE: Mapping[str, tuple[str, ...]] = {
    "pages/rendering.py": ("/events", "/items", "/ws/rooms"),
    "tests/auth/test_guard.py": ("/graphql",),
    "tests/database/test_migrations.py": ("AUTH_SECRET",),
}
"""Ends of paths whose files ask the running application what it has, or test beside whatever else is on; and the words
that they do it with."""


class Scanner:
    """Finds words of a fixed set."""

    def __init__(self, words: Bits, before: str, after: str) -> None:
        self._words = words
        every = sorted(words.names(words.everything()), key=len, reverse=True)
        choice = "|".join(map(re.escape, every))
        self._pattern = re.compile(f"(?<!{before})(?:{choice})(?!{after})" if every else "(?!)")

    def in_line(self, line: str) -> int:
        """The mask of the words in a line."""
        return self._words.mask(self._pattern.findall(line))

    def words_in(self, line: str) -> list[str]:
        """The words themselves."""
        return self._pattern.findall(line)

    def found(self, text: str) -> int:
        """The mask of the words in a text."""
        mask = 0
        for line in text.splitlines():
            mask |= self.in_line(line)
        return mask


class Words:
    """A word is a route's fixed part, a variable, an owned path, a module, or a summary."""

    def __init__(self, catalogue: Catalogue, package: str) -> None:
        self.bits = Bits()
        self._by_entry = {entry.name: self.bits.mask(_words(entry, package)) for entry in catalogue}
        self.scanner = Scanner(self.bits, r"[\w./}-]", r"[\w-]")

    def allowed(self, enabled: Iterable[str]) -> int:
        """The words that a project with these entries may say."""
        mask = 0
        for name in enabled:
            mask |= self._by_entry[name]
        return mask

    def owners(self, word: str) -> list[str]:
        """The entries that a word belongs to."""
        return [name for name, mask in self._by_entry.items() if mask & self.bits.bit(word)]

    def said(self, path: str, text: str) -> int:
        """The words in a file, but for those that it may say in any company."""
        return self.scanner.found(text) & ~self.tolerated(path)

    def tolerated(self, path: str) -> int:
        """What AWARE lets this file say."""
        known = {word for end, words in AWARE.items() if path.endswith(end) for word in words}
        return self.bits.mask(known & set(self.bits.names(self.bits.everything())))


def _words(entry: Feature, package: str) -> Iterator[str]:
    yield entry.summary
    for variable in entry.environment:
        yield variable.name
    yield from entry.service_environment
    for route in entry.routes:
        fixed = re.split(r"[{?]", route.split(" ", 1)[1])[0].rstrip("/.")
        if len(fixed) > 1 and fixed not in FRAMEWORK_ROUTES:
            yield fixed
    for path in entry.paths:
        own = path.replace("{package}", package)
        yield own
        if own.startswith("src/"):
            yield own.removeprefix("src/").removesuffix(".py").replace("/", ".")
