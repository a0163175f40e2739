"""Rules about a combination as a whole."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.verify.static.distributions import providers
from fastapi_adv.verify.static.facts import Facts
from fastapi_adv.verify.static.reader import Reader


@dataclass(frozen=True)
class Whole:
    """A combination: its files, its allowed words, and the facts of its package and of its other files."""

    present: int
    allowed: int
    source: Facts
    other: Facts


STARTED = re.compile(r"/main\.py$|/(?:migrations|alembic)/")
"""Modules that a server or a tool starts, so that no import of them is needed."""

Rule = Callable[[Whole, Mapping[str, Facts]], Iterator[str]]


class Rules:
    """Rules, each a quick test of masks and a slow search for the files to name."""

    def __init__(self, catalogue: Catalogue, reader: Reader) -> None:
        self.words = reader.words
        self._reader = reader
        self._catalogue = catalogue
        self._modules = reader.files.mask(
            path
            for path in reader.modules.paths.values()
            if path.startswith("src/") and not STARTED.search(path) and not reader.is_program(path)
        )
        self._providers = cache(partial(providers, import_names=catalogue.import_names))
        self._offered = cache(self._offered_modules)
        self._imported = cache(self._imported_distributions)

    def broken(self, whole: Whole) -> list[Rule]:
        """Return the rules that the combination breaks."""
        source, other = whole.source, whole.other
        asked = [
            ((source.needs | other.needs) & ~whole.present, self._dangling),
            (source.imports & ~self._provided(other.runtime), self._undeclared),
            (other.imports & ~self._provided(other.runtime | other.development), self._undeclared),
            ((source.uses | other.uses) & ~(other.runtime | other.development), self._missing),
            ((other.runtime | other.development) & ~self._used(whole), self._unused),
            (self._modules & whole.present & ~(source.needs | other.needs), self._orphans),
            (source.reads ^ other.shows, self._variables),
            ((source.words | other.words) & ~whole.allowed, self._leftovers),
        ]
        return list(dict.fromkeys(rule for mask, rule in asked if mask))

    def _provided(self, declared: int) -> int:
        """Return the imported modules that these distributions provide."""
        return self._offered(declared, self._reader.third_party.everything())

    def _offered_modules(self, declared: int, modules: int) -> int:
        names = self._reader.distributions.names(declared)
        return self._reader.third_party.mask(
            module for module in self._reader.third_party.names(modules) if set(self._providers(module)) & set(names)
        )

    def _imported_distributions(self, imports: int) -> int:
        return self._reader.distributions.mask(
            name for module in self._reader.third_party.names(imports) for name in self._providers(module)
        )

    def _used(self, whole: Whole) -> int:
        signs = whole.source.uses | whole.other.uses
        return signs | self._imported(whole.source.imports) | self._imported(whole.other.imports)

    def _dangling(self, whole: Whole, files: Mapping[str, Facts]) -> Iterator[str]:
        for path, facts in files.items():
            for missing in self._reader.files.names(facts.needs & ~whole.present):
                yield f"{path}: imports {missing}, which does not exist"

    def _undeclared(self, whole: Whole, files: Mapping[str, Facts]) -> Iterator[str]:
        runtime, every = whole.other.runtime, whole.other.runtime | whole.other.development
        for path, facts in files.items():
            provided = self._provided(runtime if path.startswith("src/") else every)
            for module in self._reader.third_party.names(facts.imports & ~provided):
                yield f"{path}: imports {module}, which pyproject.toml does not declare"

    def _missing(self, whole: Whole, files: Mapping[str, Facts]) -> Iterator[str]:
        for path, facts in files.items():
            for name in self._reader.distributions.names(facts.uses & ~(whole.other.runtime | whole.other.development)):
                yield f"{path}: needs {name}, which pyproject.toml does not declare"

    def _orphans(self, whole: Whole, _: Mapping[str, Facts]) -> Iterator[str]:
        for path in self._reader.files.names(self._modules & whole.present & ~(whole.source.needs | whole.other.needs)):
            yield f"{path}: no module imports it"

    def _unused(self, whole: Whole, _: Mapping[str, Facts]) -> Iterator[str]:
        declared = whole.other.runtime | whole.other.development
        for name in self._reader.distributions.names(declared & ~self._used(whole)):
            yield f"pyproject.toml: declares {name}, which nothing uses"

    def _variables(self, whole: Whole, _: Mapping[str, Facts]) -> Iterator[str]:
        for name in self._reader.variables.names(whole.source.reads & ~whole.other.shows):
            yield f".env.example: lacks {name}, which settings read"
        for name in self._reader.variables.names(whole.other.shows & ~whole.source.reads):
            yield f".env.example: has {name}, which no settings read"

    def _leftovers(self, whole: Whole, files: Mapping[str, Facts]) -> Iterator[str]:
        for path, facts in files.items():
            for word in self.words.bits.names(facts.words & ~whole.allowed):
                owners = " or ".join(self.words.owners(word))
                yield f"{path}: contains {word!r}, which belongs to {owners}"
