"""Validation of features.yml: the keys of each entry, and the references between entries."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fastapi_adv.catalogue.model import Bridge, Catalogue, Feature, Variable
from fastapi_adv.catalogue.naming import canonical, distribution_of
from fastapi_adv.errors import Refused

SUMMARY_LENGTH = 72


class Fault(Exception):
    """Invalid value of one key. Its text completes the sentence `key 'x' …`."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Fault(f"must be text, not {value!r}")
    return value


def _scalar(value: object) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Fault(f"must be a list of text, not {value!r}")
    return tuple(map(_text, value))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Fault(f"must be true or false, not {value!r}")
    return value


def _mapping(value: object) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise Fault(f"must be a mapping, not {value!r}")
    return value


def _name(value: object) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", _text(value)):
        raise Fault(f"must be lower-case letters, digits and dashes, not {value!r}")
    return str(value)


def _summary(value: object) -> str:
    if len(_text(value)) > SUMMARY_LENGTH or "\n" in str(value) or str(value).endswith("."):
        raise Fault(f"must be one line of at most {SUMMARY_LENGTH} characters without a full stop")
    return str(value)


def _kind(value: object) -> str:
    if value not in ("core", "part", "feature"):
        raise Fault(f"must be core, part or feature, not {value!r}")
    return str(value)


def _middleware(value: object) -> Mapping[int, str]:
    if not all(isinstance(number, int) for number in _mapping(value)):
        raise Fault("must map numbers to expressions")
    return {number: _text(expression) for number, expression in _mapping(value).items()}


def _records(*keys: str) -> Callable[[object], tuple[Mapping[str, str], ...]]:
    def read(value: object) -> tuple[Mapping[str, str], ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) and set(item) == set(keys) for item in value):
            raise Fault(f"must be a list of mappings with the keys {', '.join(keys)}")
        return tuple({key: _scalar(item[key]) for key in keys} for item in value)

    return read


def _bridges(value: object) -> tuple[Bridge, ...]:
    return tuple(Bridge(item["path"], item["with"]) for item in _records("path", "with")(value))


def _environment(value: object) -> tuple[Variable, ...]:
    return tuple(Variable(**item) for item in _records("name", "default", "summary")(value))


def _texts_by_path(value: object) -> Mapping[str, tuple[str, ...]]:
    return {_text(path): _texts(texts) for path, texts in _mapping(value).items()}


def _texts_by_distribution(value: object) -> Mapping[str, tuple[str, ...]]:
    return {canonical(name): texts for name, texts in _texts_by_path(value).items()}


READERS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("aliases", "requires", "conflicts", "paths", "imports", "routers", "options"), _texts),
    **dict.fromkeys(("dependencies", "dev_dependencies", "routes", "ci_steps", "slices", "secrets"), _texts),
    **dict.fromkeys(("check", "services", "service_environment", "ci_services"), _mapping),
    **dict.fromkeys(("processes", "configuration", "test_environment", "state", "example"), _mapping),
    **dict.fromkeys(("logging", "guard", "backend", "ci_backend"), _text),
    "name": _name,
    "summary": _summary,
    "kind": _kind,
    "public": _flag,
    "middleware": _middleware,
    "bridges": _bridges,
    "import_names": _texts_by_distribution,
    "used_without_import": _texts_by_distribution,
    "mentions": _texts_by_path,
    "environment": _environment,
}

MOST_BRIDGES = 4
# Options of `new`, which no feature may be named after.
OPTIONS = frozenset(
    {"all", "author", "defaults", "description", "dry-run", "features", "force", "git", "help", "json", "output-dir"}
    | {"preset", "python", "sync", "version"}
)

RelationFault = tuple[str, str, str]


def relation_faults(catalogue: Catalogue) -> Iterator[RelationFault]:
    """Yield entry, key and fault for each invalid reference between entries."""
    yield from _names(catalogue)
    yield from _references(catalogue)
    yield from _cycles(catalogue)
    yield from _overlaps(catalogue)
    yield from _unknown_distributions(catalogue)
    bridges = [(entry.name, bridge.path) for entry in catalogue for bridge in entry.bridges]
    for name, path in bridges[MOST_BRIDGES:]:
        yield name, "bridges", f"has {path}, but a catalogue has at most {MOST_BRIDGES}: use `requires` instead"


def _names(catalogue: Catalogue) -> Iterator[RelationFault]:
    seen: set[str] = set()
    aliases: dict[str, str] = {}
    features = {entry.name for entry in catalogue if entry.kind != "part"}
    for entry in catalogue:
        if entry.name in seen:
            yield entry.name, "name", "is declared twice"
        if entry.kind == "feature" and entry.name in OPTIONS:
            yield entry.name, "name", f"would hide the option --{entry.name}"
        seen.add(entry.name)
        for alias in entry.aliases:
            if alias in features or alias in aliases:
                yield entry.name, "aliases", f"has {alias!r}, which already finds {aliases.get(alias, alias)}"
            aliases[alias] = entry.name
    if [entry.name for entry in catalogue if entry.kind == "core"] != ["core"]:
        yield "core", "kind", "must be core in exactly this one entry"


def _references(catalogue: Catalogue) -> Iterator[RelationFault]:
    for entry in catalogue:
        named = [("requires", name) for name in entry.requires] + [("conflicts", name) for name in entry.conflicts]
        for key, name in named + [("bridges", bridge.other) for bridge in entry.bridges]:
            if name not in catalogue:
                yield entry.name, key, f"names {name!r}, which is not declared"
            elif name == entry.name:
                yield entry.name, key, "names the entry itself"


def _cycles(catalogue: Catalogue) -> Iterator[RelationFault]:
    settled: set[str] = set()

    def walk(entry: Feature, trail: tuple[str, ...]) -> Iterator[RelationFault]:
        if entry.name in trail:
            yield entry.name, "requires", f"has a cycle: {' -> '.join((*trail, entry.name))}"
        elif entry.name not in settled:
            for name in entry.requires:
                if name in catalogue:
                    yield from walk(catalogue[name], (*trail, entry.name))
            settled.add(entry.name)

    for entry in catalogue:
        yield from walk(entry, ())


def _overlaps(catalogue: Catalogue) -> Iterator[RelationFault]:
    owned = [(entry.name, path) for entry in catalogue for path in entry.paths]
    for index, (name, path) in enumerate(owned):
        if path.startswith("/") or path.endswith("/") or ".." in path.split("/"):
            yield name, "paths", f"has {path!r}, which must be a relative path without a trailing slash"
        for other, taken in owned[:index]:
            if f"{path}/".startswith(f"{taken}/") or f"{taken}/".startswith(f"{path}/"):
                yield name, "paths", f"has {path!r}, which overlaps {taken!r} of entry {other!r}"
    for entry in catalogue:
        inner = [("bridges", bridge.path) for bridge in entry.bridges] + [("mentions", path) for path in entry.mentions]
        for key, inside in inner:
            if not any(f"{inside}/".startswith(f"{path}/") for path in entry.paths):
                yield entry.name, key, f"has {inside!r}, which is outside its own paths"


def _unknown_distributions(catalogue: Catalogue) -> Iterator[RelationFault]:
    for entry in catalogue:
        required = {distribution_of(text) for text in (*entry.dependencies, *entry.dev_dependencies)}
        for name in sorted(entry.import_names.keys() - required):
            yield entry.name, "import_names", f"names {name!r}, which is not a dependency of the entry"


def _feature(file: str, entry: object) -> Feature:
    if not isinstance(entry, dict) or not {"name", "summary"} <= set(entry):
        raise Refused(f"{file}: each entry is a mapping with name and summary, not {entry!r}.")
    values = {}
    for key, value in entry.items():
        if key not in READERS:
            raise Refused(
                f"{file}: entry {entry['name']!r}: unknown key {key!r}.", f"Known keys: {', '.join(READERS)}."
            )
        try:
            values[key] = READERS[key](value)
        except Fault as fault:
            raise Refused(f"{file}: entry {entry['name']!r}: key {key!r} {fault}.") from None
    return Feature(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def declare(entries: object, file: str = "features.yml") -> Catalogue:
    """Return the catalogue. Raises Refused, with file, entry and key, at the first fault."""
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise Refused(f"{file}: must be a list of entries.")
    catalogue = Catalogue(tuple(_feature(file, entry) for entry in entries))
    for name, key, fault in relation_faults(catalogue):
        raise Refused(f"{file}: entry {name!r}: key {key!r} {fault}.")
    return catalogue
