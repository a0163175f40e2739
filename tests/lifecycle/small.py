"""A project of a few files, before and after a change of its template."""

from pathlib import Path

from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.template.tree import File, Tree


def text(content: str | bytes, mode: int = 0o100644) -> File:
    """A file of this content."""
    return File(mode, content.encode() if isinstance(content, str) else content)


def write(root: Path, tree: Tree) -> None:
    """Write the tree to disk."""
    for name, (mode, data) in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode & 0o777)


STATE = ".fastapi-adv.yml"
LINES = "".join(f"line {number}\n" for number in range(12))
MAIN = "app/main.py"
ROUTER = "app/auth/router.py"
BASE: Tree = {
    MAIN: text(LINES),
    "app/util.py": text("def one() -> int:\n    return 1\n" * 5),
    "README.md": text("# Title\n"),
    "logo.png": text(b"\0\1\2" * 30),
    "run.sh": text("#!/bin/sh\n", 0o100755),
    STATE: text("features: []\n"),
}
IMPORTING = LINES.replace("line 2\n", "line 2\nimport auth\n")
TARGET: Tree = BASE | {MAIN: text(IMPORTING), ROUTER: text("router = 1\n"), STATE: text("features: [auth]\n")}
MINE = LINES.replace("line 2\n", "line 2\nMINE\n")


def on_disk(root: Path) -> Tree:
    """Every file below root."""
    names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    return WorkTree(root).read(name for name in names if not {*name.split("/")} & {".git"})
