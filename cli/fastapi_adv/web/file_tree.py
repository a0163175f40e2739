"""Tree of a project's files for the page: folders, files, and the number of their lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi_adv.template.tree import Tree
from fastapi_adv.web.overview import lines_of


@dataclass
class Folder:
    """A folder with the total of its lines."""

    name: str
    path: str
    lines: int = 0
    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: list["Leaf"] = field(default_factory=list)


@dataclass(frozen=True)
class Leaf:
    """A file. `lines` is None for a binary file, `change` is created, changed or empty."""

    name: str
    path: str
    lines: int | None
    change: str


def nested(tree: Tree, changes: Mapping[str, str]) -> Folder:
    """Return the root folder. Files and folders are sorted by name."""
    root = Folder("", "")
    for path, file in sorted(tree.items()):
        lines = lines_of(file.data)
        *parents, name = path.split("/")
        folder = root
        folder.lines += lines or 0
        for depth, part in enumerate(parents, 1):
            folder = folder.folders.setdefault(part, Folder(part, "/".join(parents[:depth])))
            folder.lines += lines or 0
        folder.files.append(Leaf(name, path, lines, changes.get(path, "")))
    return root
