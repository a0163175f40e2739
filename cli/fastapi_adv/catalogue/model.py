"""Catalogue model: the entries of features.yml as frozen values."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from fastapi_adv.catalogue.naming import distribution_of
from fastapi_adv.errors import Usage

Kind = Literal["core", "part", "feature"]


@dataclass(frozen=True)
class Bridge:
    """A file of one feature that is rendered only if the feature `other` is enabled too."""

    path: str
    other: str


@dataclass(frozen=True)
class Variable:
    """An environment variable that a feature's settings read."""

    name: str
    default: str
    summary: str


@dataclass(frozen=True)
class Feature:
    """One entry. `core` is always enabled; a `part` has no flag and is enabled by the features that require it."""

    name: str
    summary: str
    kind: Kind = "feature"
    aliases: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    public: bool = False
    paths: tuple[str, ...] = ()
    slices: tuple[str, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    imports: tuple[str, ...] = ()
    logging: str = ""
    routers: tuple[str, ...] = ()
    middleware: Mapping[int, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    check: Mapping[str, Any] = field(default_factory=dict)
    guard: str = ""
    dependencies: tuple[str, ...] = ()
    dev_dependencies: tuple[str, ...] = ()
    import_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    used_without_import: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    services: Mapping[str, Any] = field(default_factory=dict)
    service_environment: Mapping[str, str] = field(default_factory=dict)
    processes: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    configuration: Mapping[str, Any] = field(default_factory=dict)
    ci_services: Mapping[str, Any] = field(default_factory=dict)
    ci_steps: tuple[str, ...] = ()
    backend: str = ""
    ci_backend: str = ""
    environment: tuple[Variable, ...] = ()
    test_environment: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All entries, in start-up order. Commands and docs list them in the same order."""

    entries: tuple[Feature, ...]

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.entries)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Feature:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Feature]:
        return {entry.name: entry for entry in self.entries}

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """The entries that users can choose."""
        return tuple(entry for entry in self if entry.kind == "feature")

    @cached_property
    def requires(self) -> Mapping[str, tuple[str, ...]]:
        """Each entry's direct requirements, by name."""
        return {entry.name: entry.requires for entry in self}

    @cached_property
    def import_names(self) -> Mapping[str, tuple[str, ...]]:
        """The dotted modules of each dependency, by canonical distribution name.

        Without an entry's `import_names`, a distribution installs the module of its own name.
        """
        required = [text for entry in self for text in (*entry.dependencies, *entry.dev_dependencies)]
        by_default = {name: (name.replace("-", "_"),) for name in map(distribution_of, required)}
        return by_default | {name: modules for entry in self for name, modules in entry.import_names.items()}

    @cached_property
    def signs(self) -> Mapping[str, str]:
        """Text that shows the use of a distribution without an import -> the distribution's canonical name."""
        return {sign: name for entry in self for name, signs in entry.used_without_import.items() for sign in signs}

    @cached_property
    def words(self) -> dict[str, Feature]:
        """Entries by name and alias. An alias wins over a part of the same name: `redis` finds `cache`."""
        named = {entry.name: entry for entry in self}
        aliases = {alias: entry for entry in self for alias in entry.aliases}
        return named | aliases

    def find(self, word: str) -> Feature:
        """Return the entry with this name or alias. Raises Usage with similar names if there is none."""
        typed = word.strip().lower().replace("_", "-")
        if typed in self.words:
            return self.words[typed]
        known = ", ".join(feature.name for feature in self.features)
        raise Usage(f"Unknown feature {word!r}.", f"{self._suggestion(typed)}Known features: {known}.")

    def _suggestion(self, typed: str) -> str:
        candidates = [word for word, entry in self.words.items() if entry.kind != "part"]
        near = [f"`{self.words[match].name}`" for match in difflib.get_close_matches(typed, candidates, n=3)]
        return f"Did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""


def closure(requires: Mapping[str, Iterable[str]], names: Iterable[str]) -> set[str]:
    """Return the names with everything that they require, directly or indirectly."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(requires.get(name, ()))
    return found
