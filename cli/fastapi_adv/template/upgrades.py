"""Upgrade notes: renamed settings, new required variables and changed behaviour.

`project_templates/upgrades.yml` declares them, oldest version first. docs/lifecycle.md explains its keys.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi_adv.errors import Refused
from fastapi_adv.template import yaml_text

FILE = "upgrades.yml"
# Kind of note -> its keys, all required. A note is shown for projects that have its feature enabled.
KINDS: Mapping[str, tuple[str, ...]] = {
    "feature_renamed": ("from", "to"),
    "feature_dropped": ("name", "summary"),
    "renamed": ("feature", "from", "to"),
    "required": ("feature", "name", "summary"),
    "changed": ("feature", "summary"),
}


@dataclass(frozen=True)
class Note:
    """Upgrade note for projects that are updated to `version`."""

    version: str
    kind: str
    feature: str
    text: str
    old_name: str = ""  # of a renamed feature


def load(template: Path, entries: Collection[str]) -> tuple[Note, ...]:
    """Return all notes. Raises Refused, with file, version and key, if a note is not valid.

    `entries` are the names of the catalogue's entries.
    """
    file = template / FILE
    if not file.is_file():
        return ()
    return declare(yaml_text.load(file.read_text(encoding="utf-8"), str(file)), entries, str(file))


def declare(releases: Any, entries: Collection[str], file: str = FILE) -> tuple[Note, ...]:
    """Validate the content of upgrades.yml. Raises Refused."""
    if not isinstance(releases, list):
        raise Refused(f"{file}: must be a list of releases.")
    notes: list[Note] = []
    last: tuple[int, ...] = ()
    for entry in releases:
        if not isinstance(entry, dict) or not isinstance(entry.get("version"), str):
            raise Refused(f"{file}: each release must be a mapping with a version in quotes, not {entry!r}.")
        version = entry["version"]
        if not version.replace(".", "").isdecimal() or numbers(version) <= last:
            raise Refused(f"{file}: version {version!r} must be numbers with dots, greater than the version before it.")
        last = numbers(version)
        for kind, items in entry.items():
            if kind != "version":
                notes += _notes(f"{file}: version {version}: key {kind!r}", version, kind, items, entries)
    return tuple(notes)


def _notes(place: str, version: str, kind: str, items: Any, entries: Collection[str]) -> list[Note]:
    if kind not in KINDS:
        raise Refused(f"{place} is unknown.", f"Known keys: version, {', '.join(KINDS)}.")
    if not isinstance(items, list):
        raise Refused(f"{place} must be a list.")
    for item in items:
        if (
            not isinstance(item, dict)
            or set(item) != set(KINDS[kind])
            or not all(isinstance(text, str) for text in item.values())
        ):
            raise Refused(f"{place}: each item must be a mapping of text with {', '.join(KINDS[kind])}, not {item!r}.")
        if kind != "feature_dropped" and _feature(kind, item) not in entries:
            raise Refused(f"{place}: feature {_feature(kind, item)!r} is not in the catalogue.")
    renamed = kind == "feature_renamed"
    return [
        Note(version, kind, _feature(kind, item), _text(kind, item), item["from"] if renamed else "") for item in items
    ]


def _feature(kind: str, item: Mapping[str, str]) -> str:
    return item[{"feature_renamed": "to", "feature_dropped": "name"}.get(kind, "feature")]


def _text(kind: str, item: Mapping[str, str]) -> str:
    if kind == "feature_renamed":
        return f"the feature {item['from']} is now {item['to']}"
    if kind == "feature_dropped":
        return f"the feature {item['name']} was dropped: {item['summary']}"
    if kind == "renamed":
        return f"the variable {item['from']} is now {item['to']}"
    if kind == "required":
        return f"the variable {item['name']} is now required: {item['summary']}"
    return item["summary"]


def between(notes: Collection[Note], old: str, new: str, enabled: Collection[str]) -> list[Note]:
    """Return the notes of the releases after `old` up to `new`, for the enabled features."""
    return [note for note in released(notes, old, new) if note.feature in enabled]


def released(notes: Collection[Note], old: str, new: str) -> list[Note]:
    """Return the notes of the releases after `old` up to `new`, oldest first."""
    return [note for note in notes if numbers(old) < numbers(note.version) <= numbers(new)]


def current_features(notes: Iterable[Note], names: Iterable[str]) -> tuple[str, ...]:
    """Return the features under their present names, without those that a release dropped."""
    present = list(names)
    for note in notes:
        if note.kind == "feature_renamed":
            present = [note.feature if name == note.old_name else name for name in present]
        elif note.kind == "feature_dropped":
            present = [name for name in present if name != note.feature]
    return tuple(dict.fromkeys(present))


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, for comparison."""
    return tuple(map(int, version.split(".")))
