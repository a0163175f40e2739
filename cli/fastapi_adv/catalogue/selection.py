"""Selection of features: options as typed, their closure, and the reason for each implied feature."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fastapi_adv.catalogue import model
from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.errors import Usage

PRESETS: Mapping[str, tuple[str, ...]] = {
    "minimal": (),
    "api": ("database", "auth", "middleware", "http-cache", "openapi", "observability", "rate-limit"),
    "realtime": ("websockets", "sse", "tasks", "cache", "middleware"),
    "data": ("database", "exports", "graphql", "cache"),
}
FULL = "full"


@dataclass(frozen=True)
class Selection:
    """Names in catalogue order.

    `chosen` are the features as typed. `enabled` adds core and all requirements. `implied` maps each enabled entry
    that was not chosen to the entries that require it directly.
    """

    chosen: tuple[str, ...]
    enabled: tuple[str, ...]
    implied: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Choice:
    """The feature options of `new` as typed. `flags` holds the --<feature>/--no-<feature> options that were given."""

    flags: Mapping[str, bool] = field(default_factory=dict)
    listed: str | None = None
    everything: bool = False
    preset: str | None = None

    def __bool__(self) -> bool:
        """Return True if any option was typed."""
        return bool(self.flags) or self.listed is not None or self.everything or self.preset is not None


def resolve(catalogue: Catalogue, words: Iterable[str]) -> tuple[str, ...]:
    """Return the features with these names or aliases, in catalogue order. Raises Usage for unknown words and parts.

    Words for core are dropped, because core is always enabled.
    """
    found = {_choosable(catalogue, catalogue.find(word)).name for word in words}
    return tuple(feature.name for feature in catalogue.features if feature.name in found)


def _choosable(catalogue: Catalogue, entry: Feature) -> Feature:
    if entry.kind == "part":
        users = ", ".join(feature.name for feature in catalogue.features if entry.name in _needs(catalogue, feature))
        raise Usage(f"{entry.name!r} is an internal part, not a feature.", f"Features that include it: {users}.")
    return entry


def _needs(catalogue: Catalogue, feature: Feature) -> set[str]:
    return model.closure(catalogue.requires, feature.requires)


def needed_features(catalogue: Catalogue, entry: Feature) -> tuple[str, ...]:
    """Return the features that the entry needs, directly or indirectly, in catalogue order."""
    needs = _needs(catalogue, entry)
    return tuple(feature.name for feature in catalogue.features if feature.name in needs)


def closure(catalogue: Catalogue, names: Iterable[str]) -> tuple[str, ...]:
    """Return the entries with core and everything that they require, in catalogue order."""
    wanted = model.closure(catalogue.requires, ["core", *names])
    return tuple(entry.name for entry in catalogue if entry.name in wanted)


def select(catalogue: Catalogue, chosen: Iterable[str], without: Collection[str] = ()) -> Selection:
    """Return the closure of a choice. Raises Usage for conflicts, and if it needs a feature in `without`."""
    names = resolve(catalogue, chosen)
    enabled = closure(catalogue, names)
    _refuse_unwanted(catalogue, enabled, without)
    _refuse_conflicts(catalogue, enabled)
    implied = {
        name: tuple(other for other in enabled if name in catalogue[other].requires)
        for name in enabled
        if name not in (*names, "core")
    }
    return Selection(names, enabled, implied)


def _refuse_unwanted(catalogue: Catalogue, enabled: tuple[str, ...], without: Collection[str]) -> None:
    for name in without:
        if users := _users(catalogue, enabled, name):
            need = "needs" if len(users) == 1 else "need"
            without_too = " ".join(f"--no-{user}" for user in users)
            raise Usage(
                f"--no-{name} contradicts the other options: {', '.join(users)} {need} {name}.",
                f"Remove --no-{name}, or add {without_too}.",
            )
        if name in enabled:
            raise Usage(f"--no-{name} contradicts the other options, which choose {name}.", "Remove one of the two.")


def _refuse_conflicts(catalogue: Catalogue, enabled: tuple[str, ...]) -> None:
    for name in enabled:
        for other in catalogue[name].conflicts:
            if other in enabled:
                raise Usage(f"{name} and {other} conflict.", "Choose one of the two.")


def implied_features(catalogue: Catalogue, selection: Selection) -> dict[str, tuple[str, ...]]:
    """Return each enabled feature that was not chosen -> the enabled features that need it. Parts are left out."""
    implied = [name for name in selection.implied if catalogue[name].kind == "feature"]
    return {name: _users(catalogue, selection.enabled, name) for name in implied}


def _users(catalogue: Catalogue, enabled: Collection[str], name: str) -> tuple[str, ...]:
    """Return the enabled features that require the entry, directly or through parts only."""

    def users(required: str) -> Iterator[str]:
        for other in enabled:
            if required in catalogue[other].requires:
                if catalogue[other].kind == "part":
                    yield from users(other)
                else:
                    yield other

    found = set(users(name))
    return tuple(other for other in enabled if other in found)


def implied_lines(catalogue: Catalogue, selection: Selection, among: Collection[str] | None = None) -> list[str]:
    """Return one line per implied feature: `+ database: its summary (needed by auth)`.

    Only features in `among` are reported, if it is given.
    """
    return [
        f"+ {name}: {catalogue[name].summary} ({needed_by(users)})"
        for name, users in implied_features(catalogue, selection).items()
        if among is None or name in among
    ]


def needed_by(users: Iterable[str]) -> str:
    return f"needed by {', '.join(users)}"


def split(listed: str) -> tuple[str, ...]:
    """Return the items of a comma-separated list. Raises Usage for an empty item, which is usually a typing error."""
    items = [item.strip() for item in listed.split(",")]
    if "" in items:
        raise Usage(f"--features {listed!r} has an empty item.", "Separate names by single commas: --features sse,auth")
    return tuple(items)


def preset(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """Return the features of a preset that the catalogue has. Raises Usage for an unknown preset."""
    if name == FULL:
        return tuple(feature.name for feature in catalogue.features)
    if name not in PRESETS:
        raise Usage(f"Unknown preset {name!r}.", f"--preset must be one of: {', '.join((*PRESETS, FULL))}.")
    return tuple(feature.name for feature in catalogue.features if feature.name in PRESETS[name])


def choose(catalogue: Catalogue, choice: Choice) -> Selection:
    """Return the selection for the options of `new`. Raises Usage for contradictions.

    `--no-x` removes x from --all and --preset. It contradicts a feature that was named, or that needs x.
    """
    _refuse_less_than_everything(choice)
    without = [name for name, wanted in choice.flags.items() if not wanted]
    bulk = preset(catalogue, FULL if choice.everything else choice.preset or "minimal")
    named = [name for name, wanted in choice.flags.items() if wanted]
    named += resolve(catalogue, split(choice.listed) if choice.listed is not None else ())
    return select(catalogue, [*named, *(name for name in bulk if name not in without)], without)


def _refuse_less_than_everything(choice: Choice) -> None:
    narrower = [f"--preset {choice.preset}"] if choice.preset not in (None, FULL) else []
    narrower += [f"--features {choice.listed}"] if choice.listed is not None else []
    if choice.everything and narrower:
        raise Usage(f"--all contradicts {' and '.join(narrower)}.", "Remove --all, or the other options.")
