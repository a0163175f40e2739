"""Words that belong to some entries: in a project without these, nothing may say them."""

import re
from collections.abc import Iterable, Iterator

from fastapi_adv.catalogue import Catalogue, Feature
from fastapi_adv.verify.static.bits import Bits

FRAMEWORK_ROUTES = frozenset({"/", "/docs", "/redoc", "/openapi.json"})
"""Addresses that every FastAPI app has, or that are part of any other address."""


class Scanner:
    """Finds words of a fixed set. Lines are remembered: renderings of a file share most of theirs."""

    def __init__(self, words: Bits, before: str, after: str) -> None:
        self._words = words
        every = sorted(words.names(words.everything()), key=len, reverse=True)
        choice = "|".join(map(re.escape, every))
        self._pattern = re.compile(f"(?<!{before})(?:{choice})(?!{after})" if every else "(?!)")
        self._lines: dict[str, int] = {}

    def found(self, text: str) -> int:
        """The mask of the words in a text."""
        mask = 0
        lines = self._lines
        for line in text.splitlines():
            if line not in lines:
                lines[line] = self._words.mask(self._pattern.findall(line))
            mask |= lines[line]
        return mask

    def names(self, text: str) -> list[str]:
        """The words in a text."""
        return self._words.names(self.found(text))


class Words:
    """A word is a route's fixed part, a variable, an owned path, a module, or a summary."""

    def __init__(self, catalogue: Catalogue, package: str) -> None:
        self.bits = Bits()
        self._by_entry = {entry.name: self.bits.mask(_words(entry, package)) for entry in catalogue}
        self._scanner = Scanner(self.bits, r"[\w./}-]", r"[\w-]")

    def allowed(self, enabled: Iterable[str]) -> int:
        """The words that a project with these entries may say."""
        mask = 0
        for name in enabled:
            mask |= self._by_entry[name]
        return mask

    def owners(self, word: str) -> list[str]:
        """The entries that a word belongs to."""
        return [name for name, mask in self._by_entry.items() if mask & self.bits.bit(word)]

    def said(self, text: str) -> int:
        """The words in a text."""
        return self._scanner.found(text)


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
