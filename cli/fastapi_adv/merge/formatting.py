"""Commands that format the new files of a change, if the project's formatter has other settings than the template."""

import shlex
from pathlib import PurePosixPath
from typing import Any

from fastapi_adv.merge.plan import Change
from fastapi_adv.template.tree import Tree

_FORMATTERS = {"ruff": "uv run ruff format", "black": "uv run black"}
_RUFF_FILES = ("ruff.toml", ".ruff.toml")


def format_commands(change: Change) -> list[str]:
    """Return the commands to type, none if the settings are the template's or no Python file is new."""
    new = [name for name in change.created if name.endswith(".py")]
    if not new:
        return []
    yours, base = _tools(change.yours), _tools(change.base)
    own_file = any((change.work_tree.root / name).is_file() for name in _RUFF_FILES)
    used = "black" if "black" in yours else "ruff" if own_file or _layout(yours) != _layout(base) else ""
    return [f"{_FORMATTERS[used]} {' '.join(map(shlex.quote, _places(new, change.yours)))}"] if used else []


def _tools(tree: Tree) -> dict[str, Any]:
    import tomllib  # few runs need it

    try:
        tools = tomllib.loads(tree["pyproject.toml"].data.decode())["tool"]
    except (KeyError, ValueError):
        return {}
    return tools if isinstance(tools, dict) else {}


def _layout(tools: dict[str, Any]) -> tuple[Any, Any]:
    """Return the settings that change the layout of code."""
    ruff = tools.get("ruff")
    return (ruff.get("line-length"), ruff.get("format")) if isinstance(ruff, dict) else (None, None)


def _places(new: list[str], yours: Tree) -> list[str]:
    """Return the new directories, and the new files in directories that exist already."""
    present = {parent.as_posix() for name in yours for parent in PurePosixPath(name).parents}
    places: dict[str, None] = {}
    for name in new:
        above = [parent.as_posix() for parent in PurePosixPath(name).parents]
        missing = [folder for folder in above if folder not in present]
        places[missing[-1] if missing else name] = None
    return sorted(places)
