"""Words that belong to entries of the catalogue, and their search in files.

A project must not contain the words of disabled entries.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.verify.static.distributions import signs_in
from fastapi_adv.verify.static.facts import Bits, Facts, unpack

FRAMEWORK_ROUTES = frozenset({"/", "/docs", "/redoc", "/openapi.json"})
"""Addresses that every FastAPI app has, or that are part of every other address."""


class Scanner:
    """Search for the words of a fixed set."""

    def __init__(self, words: Bits, before: str, after: str) -> None:
        self._words = words
        every = sorted(words.names(words.everything()), key=len, reverse=True)
        choice = "|".join(map(re.escape, every))
        self._pattern = re.compile(f"(?<!{before})(?:{choice})(?!{after})" if every else "(?!)")

    def in_line(self, line: str) -> int:
        """Return the mask of the words in a line."""
        return self._words.mask(self._pattern.findall(line))

    def words_in(self, line: str) -> list[str]:
        """Return the words in a line."""
        return self._pattern.findall(line)

    def found(self, text: str) -> int:
        """Return the mask of the words in a text."""
        mask = 0
        for line in text.splitlines():
            mask |= self.in_line(line)
        return mask


class Words:
    """Words of entries: the fixed part of a route, a variable, an owned path, a module, or a summary."""

    def __init__(self, catalogue: Catalogue, package: str) -> None:
        self.bits = Bits()
        self._by_entry = {entry.name: self.bits.mask(_words(entry, package)) for entry in catalogue}
        self.scanner = Scanner(self.bits, r"[\w./}-]", r"[\w-]")
        self._mentions = {
            path.replace("{package}", package): self.bits.mask(words)
            for entry in catalogue
            for path, words in entry.mentions.items()
        }

    def allowed(self, enabled: Iterable[str]) -> int:
        """Return the words that a project with these entries may contain."""
        mask = 0
        for name in enabled:
            mask |= self._by_entry[name]
        return mask

    def owners(self, word: str) -> list[str]:
        """Return the entries that a word belongs to."""
        return [name for name, mask in self._by_entry.items() if mask & self.bits.bit(word)]

    def unmentioned(self, path: str, text: str) -> int:
        """Return the words in a file, without those that its entry declares in `mentions`."""
        return self.scanner.found(text) & ~self.mentioned(path)

    def mentioned(self, path: str) -> int:
        """Return the words that this file may contain in every combination."""
        return self._mentions.get(path, 0)


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


class Lines:
    """Words of entries and signs of distributions in single lines, cached because renderings share most lines."""

    def __init__(self, words: Words, distributions: Bits, signs: Mapping[str, str]) -> None:
        self._words = words
        self._distributions = distributions
        self._all_signs = signs
        self._signs: dict[str, tuple[Scanner, Mapping[str, str]]] = {}
        self._known: dict[str, dict[str, int]] = {}

    def facts(self, path: str, text: str) -> Facts:
        """Return the facts of all lines of a file."""
        kind = ".py" if path.endswith(".py") else path
        known = self._known.setdefault(kind, {})
        packed = 0
        for line in text.splitlines():
            found = known.get(line)
            if found is None:
                found = known[line] = self._line(kind, line)
            packed |= found
        return unpack(packed & ~Facts(words=self._words.mentioned(path)).packed())

    def _line(self, kind: str, line: str) -> int:
        if kind not in self._signs:
            meant = signs_in(kind, self._all_signs)
            self._signs[kind] = Scanner(Bits(meant), r"\w(?=\w)", r"\w"), meant
        scanner, meant = self._signs[kind]
        uses = self._distributions.mask(meant[sign] for sign in scanner.words_in(line))
        return Facts(words=self._words.scanner.in_line(line), uses=uses).packed()
