"""Imports in the owner's code of modules that a change deletes or moves."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from fastapi_adv.merge.plan import BrokenImport, Change
from fastapi_adv.template.tree import Tree

LARGEST = 2**20  # bytes; a larger module is not parsed
_ROOTS = ("src/", "")  # directories from which absolute imports are resolved


def broken_imports(change: Change) -> list[BrokenImport]:
    """Return the imports in your files that the change breaks. Generated files without your edits are left out."""
    merge = change.merge
    after: Tree = {name: file for name, file in change.yours.items() if name not in merge.delete} | merge.write
    gone = {name for name in change.yours if name not in after and name.endswith(".py")}
    if not gone:
        return []
    others = [name for name in change.work_tree.sources() if name.endswith(".py") and name not in change.yours]
    after |= change.work_tree.read(others, limit=LARGEST)
    last = re.compile("|".join(sorted(re.escape(_last_part(name)) for name in gone)).encode())
    own = [
        name
        for name, file in after.items()
        if name.endswith(".py") and file != change.target.get(name) and last.search(file.data)
    ]
    return [found for name in sorted(own) for found in _broken(name, after[name].data, gone, after)]


def _broken(path: str, source: bytes, gone: set[str], after: Tree) -> Iterator[BrokenImport]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.stmt)):
        for module in _imported(path, node):
            if any(file in gone for file in _files(module)) and not any(file in after for file in _files(module)):
                yield BrokenImport(path, node.lineno, module.removeprefix("src/").replace("/", "."))


def _imported(path: str, node: ast.stmt) -> Iterator[str]:
    """Yield the paths, without suffix, of the modules that a statement may import."""
    match node:
        case ast.Import(names=names):
            yield from (f"{root}{alias.name.replace('.', '/')}" for alias in names for root in _ROOTS)
        case ast.ImportFrom(module=module, names=names, level=level):
            below = (module or "").replace(".", "/")
            folders = [PurePosixPath(path).parents[level - 1]] if 0 < level <= path.count("/") + 1 else []
            for folder in folders or [PurePosixPath(root) for root in _ROOTS]:
                base = (folder / below).as_posix()
                yield base
                yield from (f"{base}/{alias.name}" for alias in names)
        case _:
            pass


def _last_part(name: str) -> str:
    """Return the last part of a module's dotted name, which every import of the module has."""
    return PurePosixPath(name.removesuffix("/__init__.py")).name.removesuffix(".py")


def _files(module: str) -> tuple[str, str]:
    return f"{module}.py", f"{module}/__init__.py"
