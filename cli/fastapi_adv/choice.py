"""What the words of the command line choose, before anything is implied."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi_adv.catalogue import Catalogue
from fastapi_adv.errors import Usage
from fastapi_adv.selection import Selection, resolve, select

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
