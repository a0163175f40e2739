"""Refusals of a destination, before the first write."""

import os
from collections.abc import Iterable
from pathlib import Path

from fastapi_adv.errors import Refused

SHOWN = 5  # names in one message
FRESH_CLONE = frozenset({".git", ".gitignore"})
ASIDE = ".fastapi-adv-"  # prefix of the temporary folder in which a run creates its project
UNLOCKED = f"{ASIDE}unlocked-"  # prefix of the folder until it is locked


def refuse_target(destination: Path, *, here: bool, force: bool) -> None:
    """Raise Refused unless the folder is missing, empty or a fresh clone, or `force` is set."""
    nearest = next(parent for parent in destination.parents if os.path.lexists(parent))
    if not nearest.is_dir():
        raise Refused(f"{nearest} is not a directory.", "Choose another --output-dir.")
    if destination.is_symlink() and not here:
        raise Refused(
            f"{destination} is a symbolic link, which is never followed.", "Choose another name, or remove it."
        )
    if not destination.exists():
        return
    if not destination.is_dir():
        raise Refused(f"{destination} exists and is not a directory.", "Choose another name, or remove it.")
    names = {entry.name for entry in destination.iterdir() if not entry.name.startswith(ASIDE)}
    if not force and names - FRESH_CLONE:
        shown = ", ".join(sorted(names - FRESH_CLONE)[:SHOWN]) + (", …" if len(names - FRESH_CLONE) > SHOWN else "")
        raise Refused(
            f"{destination} exists and is not empty: {shown}",
            "Choose another name, or pass --force to overwrite the generated files and keep the rest.",
        )


def refuse_obstacles(destination: Path, paths: Iterable[str]) -> None:
    """Raise Refused if a symbolic link or an entry of another kind is at, or above, a file to be written."""
    for path in paths:
        file = destination / path
        for step in (*reversed(file.relative_to(destination).parents[:-1]), file.relative_to(destination)):
            there = destination / step
            if there.is_symlink():
                raise Refused(f"{there} is a symbolic link, which is never followed.", "Remove the link, or move it.")
            if there.exists() and not (there.is_file() if there == file else there.is_dir()):
                kind = (
                    "a directory"
                    if there.is_dir()
                    else "a file"
                    if there.is_file()
                    else "neither a file nor a directory"
                )
                raise Refused(f"{there} is in the way: it is {kind}.", "Move it away, or choose another name.")
