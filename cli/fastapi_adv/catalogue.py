"""What can be chosen: the entries of features.yml as frozen values."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from fastapi_adv.errors import Usage

Kind = Literal["core", "part", "feature"]


@dataclass(frozen=True)
class Bridge:
    """A file of one feature that exists only while another one is on too."""

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
    """One entry. `core` is always on; a part has no flag, others pull it in."""

    name: str
    summary: str
    kind: Kind = "feature"
    aliases: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    public: bool = False
    paths: tuple[str, ...] = ()
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
    services: Mapping[str, Any] = field(default_factory=dict)
    service_environment: Mapping[str, str] = field(default_factory=dict)
    processes: Mapping[str, str] = field(default_factory=dict)
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
    """All entries, in the order of start-up, which is also the order that users see."""

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
        """What has a flag."""
        return tuple(entry for entry in self if entry.kind == "feature")

    @cached_property
    def words(self) -> dict[str, Feature]:
        """Every word that finds an entry. An alias wins over a part of that name: `redis` means `cache`."""
        named = {entry.name: entry for entry in self}
        aliases = {alias: entry for entry in self for alias in entry.aliases}
        return named | aliases

    def find(self, word: str) -> Feature:
        """Return the entry of that name or alias; raise Usage, with near matches, where there is none."""
        typed = word.strip().lower().replace("_", "-")
        if typed in self.words:
            return self.words[typed]
        near = [f"`{self.words[match].name}`" for match in difflib.get_close_matches(typed, self.words, n=3)]
        meant = f"Did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""
        known = ", ".join(feature.name for feature in self.features)
        raise Usage(f"There is no feature {word!r}.", f"{meant}Known features: {known}.")
