"""May the project be written there? Every refusal comes before the first write."""

import os
from collections.abc import Iterable
from pathlib import Path

from fastapi_adv.errors import Refused

FRESH_CLONE = frozenset({".git", ".gitignore"})
ASIDE = ".fastapi-adv-"  # begins the name of a folder that a run makes its project in


def refuse_target(destination: Path, *, here: bool, force: bool) -> None:
    """Raise Refused unless the folder is missing, empty, a fresh clone, or may be written into by force."""
    nearest = next(parent for parent in destination.parents if os.path.lexists(parent))
    if not nearest.is_dir():
        raise Refused(f"{nearest} is not a folder.", "Choose another --output-dir.")
    if destination.is_symlink() and not here:
        raise Refused(
            f"{destination} is a symbolic link, which is never followed.", "Choose another name, or remove it."
        )
    if not destination.exists():
        return
    if not destination.is_dir():
        raise Refused(f"{destination} exists and is not a folder.", "Choose another name, or remove it.")
    names = {entry.name for entry in destination.iterdir() if not entry.name.startswith(ASIDE)}
    if not force and names - FRESH_CLONE:
        raise Refused(
            f"{destination} exists and is not empty.",
            "Choose another name, or pass --force to overwrite the files that the template has and keep the rest.",
        )


def refuse_obstacles(destination: Path, paths: Iterable[str]) -> None:
    """Raise Refused where a file to be written is, or lies behind, a symbolic link or something of another kind."""
    for path in paths:
        file = destination / path
        for step in (*reversed(file.relative_to(destination).parents[:-1]), file.relative_to(destination)):
            there = destination / step
            if there.is_symlink():
                raise Refused(f"{there} is a symbolic link, which is never followed.", "Remove the link, or move it.")
            if there.exists() and not (there.is_file() if there == file else there.is_dir()):
                kind = "a folder" if there.is_dir() else "a file" if there.is_file() else "neither file nor folder"
                raise Refused(f"{there} is in the way: it is {kind}.", "Move it away, or choose another name.")


def work_tree_above(destination: Path) -> Path | None:
    """The folder of the git work tree that the project will be part of, its own included."""
    return next((folder for folder in (destination, *destination.parents) if os.path.lexists(folder / ".git")), None)
