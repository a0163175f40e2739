"""From the features that were typed to the ordered closure, with the reason for each one that was implied."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.errors import Usage


@dataclass(frozen=True)
class Selection:
    """Names in catalogue order.

    `chosen` holds features as typed, `enabled` these with core and all that they need, `implied` maps each entry
    that was not chosen to those that need it directly.
    """

    chosen: tuple[str, ...]
    enabled: tuple[str, ...]
    implied: Mapping[str, tuple[str, ...]]


def resolve(catalogue: Catalogue, words: Iterable[str]) -> tuple[str, ...]:
    """Names and aliases as features, in catalogue order, each once. What leads to core is on anyway."""
    found = {_choosable(catalogue, catalogue.find(word)).name for word in words}
    return tuple(feature.name for feature in catalogue.features if feature.name in found)


def _choosable(catalogue: Catalogue, entry: Feature) -> Feature:
    if entry.kind == "part":
        users = ", ".join(other.name for other in catalogue if entry.name in other.requires)
        raise Usage(f"{entry.name!r} cannot be chosen by itself: it comes with what needs it.", f"Choose of: {users}.")
    return entry


def closure(catalogue: Catalogue, names: Iterable[str]) -> tuple[str, ...]:
    """The entries with all that they require, and core, in catalogue order."""
    wanted = {"core", *names}
    while missing := {need for name in wanted for need in catalogue[name].requires} - wanted:
        wanted |= missing
    return tuple(entry.name for entry in catalogue if entry.name in wanted)


def select(catalogue: Catalogue, chosen: Iterable[str], without: Collection[str] = ()) -> Selection:
    """Close the choice; raises Usage where it contradicts itself or what it must go `without`."""
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
        if users := [other for other in enabled if name in catalogue[other].requires]:
            need = "needs" if len(users) == 1 else "need"
            without_too = " ".join(f"--no-{user}" for user in users if catalogue[user].kind == "feature")
            raise Usage(
                f"--no-{name} contradicts the rest: {', '.join(users)} {need} {name}.",
                f"Leave out --no-{name}, or add {without_too}.",
            )
        if name in enabled:
            raise Usage(f"--no-{name} contradicts the rest: {name} was asked for too.", "Leave out one of the two.")


def _refuse_conflicts(catalogue: Catalogue, enabled: tuple[str, ...]) -> None:
    for name in enabled:
        for other in catalogue[name].conflicts:
            if other in enabled:
                raise Usage(f"{name} and {other} conflict.", "Choose one of the two.")


PRESETS: Mapping[str, tuple[str, ...]] = {
    "minimal": (),
    "api": ("database", "auth", "middleware", "http-cache", "openapi", "observability", "rate-limit"),
    "realtime": ("websockets", "sse", "tasks", "cache", "middleware"),
    "data": ("database", "exports", "graphql", "cache"),
}
FULL = "full"


@dataclass(frozen=True)
class Choice:
    """The feature options as typed; `flags` holds those of --<feature>/--no-<feature> that were given."""

    flags: Mapping[str, bool] = field(default_factory=dict)
    listed: str | None = None
    everything: bool = False
    preset: str | None = None

    def __bool__(self) -> bool:
        """Whether anything was typed, so that there is nothing left to ask."""
        return bool(self.flags) or self.listed is not None or self.everything or self.preset is not None


def split(listed: str) -> tuple[str, ...]:
    """The items of a comma-separated list; an empty item is refused, since it hides a slip."""
    items = [item.strip() for item in listed.split(",")]
    if "" in items:
        raise Usage(f"--features {listed!r} has an empty item.", "Type names with single commas: --features sse,auth")
    return tuple(items)


def preset(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """The features of a preset, as far as the catalogue has them."""
    if name == FULL:
        return tuple(feature.name for feature in catalogue.features)
    if name not in PRESETS:
        raise Usage(f"There is no preset {name!r}.", f"Known presets: {', '.join((*PRESETS, FULL))}.")
    return tuple(feature.name for feature in catalogue.features if feature.name in PRESETS[name])


def _refuse_less_than_everything(choice: Choice) -> None:
    narrower = [f"--preset {choice.preset}"] if choice.preset not in (None, FULL) else []
    narrower += [f"--features {choice.listed}"] if choice.listed is not None else []
    if choice.everything and narrower:
        raise Usage(f"--all contradicts {' and '.join(narrower)}.", "Leave out --all, or all of the others.")


def choose(catalogue: Catalogue, choice: Choice) -> Selection:
    """--no-x takes x out of --all and --preset; against what was named, or what the rest needs, it contradicts."""
    _refuse_less_than_everything(choice)
    without = [name for name, wanted in choice.flags.items() if not wanted]
    bulk = preset(catalogue, FULL if choice.everything else choice.preset or "minimal")
    named = [name for name, wanted in choice.flags.items() if wanted]
    named += resolve(catalogue, split(choice.listed) if choice.listed is not None else ())
    return select(catalogue, [*named, *(name for name in bulk if name not in without)], without)
