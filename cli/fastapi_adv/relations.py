"""How the entries of a catalogue may refer to each other."""

from collections.abc import Iterator

from fastapi_adv.catalogue import Catalogue, Feature

MOST_BRIDGES = 4
# Options of `new` that a feature's own flag would hide.
OPTIONS = frozenset(
    {"all", "author", "defaults", "description", "dry-run", "features", "force", "git", "help", "json", "output-dir"}
    | {"preset", "python", "sync", "version"}
)

Fault = tuple[str, str, str]


def relation_faults(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield (entry, key, fault) for all that does not fit together."""
    yield from _names(catalogue)
    yield from _references(catalogue)
    yield from _circles(catalogue)
    yield from _overlaps(catalogue)
    bridges = [(entry.name, bridge.path) for entry in catalogue for bridge in entry.bridges]
    for name, path in bridges[MOST_BRIDGES:]:
        yield name, "bridges", f"has {path}, but a catalogue holds at most {MOST_BRIDGES}: a `requires` is missing"


def _names(catalogue: Catalogue) -> Iterator[Fault]:
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
                yield entry.name, "aliases", f"has {alias!r}, which means {aliases.get(alias, alias)} already"
            aliases[alias] = entry.name
    if [entry.name for entry in catalogue if entry.kind == "core"] != ["core"]:
        yield "core", "kind", "must be core in exactly this one entry"


def _references(catalogue: Catalogue) -> Iterator[Fault]:
    for entry in catalogue:
        named = [("requires", name) for name in entry.requires] + [("conflicts", name) for name in entry.conflicts]
        for key, name in named + [("bridges", bridge.other) for bridge in entry.bridges]:
            if name not in catalogue:
                yield entry.name, key, f"names {name!r}, which is not declared"
            elif name == entry.name:
                yield entry.name, key, "names the entry itself"


def _circles(catalogue: Catalogue) -> Iterator[Fault]:
    settled: set[str] = set()

    def walk(entry: Feature, trail: tuple[str, ...]) -> Iterator[Fault]:
        if entry.name in trail:
            yield entry.name, "requires", f"runs in a circle: {' -> '.join((*trail, entry.name))}"
        elif entry.name not in settled:
            for name in entry.requires:
                if name in catalogue:
                    yield from walk(catalogue[name], (*trail, entry.name))
            settled.add(entry.name)

    for entry in catalogue:
        yield from walk(entry, ())


def _overlaps(catalogue: Catalogue) -> Iterator[Fault]:
    owned = [(entry.name, path) for entry in catalogue for path in entry.paths]
    for index, (name, path) in enumerate(owned):
        if path.startswith("/") or path.endswith("/") or ".." in path.split("/"):
            yield name, "paths", f"has {path!r}, which must be relative, without a slash at its end"
        for other, taken in owned[:index]:
            if f"{path}/".startswith(f"{taken}/") or f"{taken}/".startswith(f"{path}/"):
                yield name, "paths", f"has {path!r}, which overlaps {taken!r} of entry {other!r}"
    for entry in catalogue:
        for bridge in entry.bridges:
            if not any(f"{bridge.path}/".startswith(f"{path}/") for path in entry.paths):
                yield entry.name, "bridges", f"has {bridge.path!r}, which is outside its own paths"
