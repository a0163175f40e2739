"""Modules of a project and their names."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi_adv.verify.static.python_source import Import, Source, read

STANDARD = sys.stdlib_module_names | {"__future__"}


@dataclass(frozen=True)
class Target:
    """Target of an import: files of the project, or a third-party module. `module` is set if a module is bound."""

    needs: int = 0
    third_party: int = 0
    faults: tuple[str, ...] = ()
    module: str = ""


class Modules:
    """Modules by dotted name: `src/myproj/cache/store.py` is `myproj.cache.store`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.paths = {dotted(path): path for path in texts if path.endswith(".py")}
        self._texts = texts
        self._sources: dict[str, Source] = {}
        self.roots = {name.split(".")[0] for name in self.paths}

    def has(self, module: str, name: str) -> bool:
        """Check whether `from module import name` works, for a name in the module or a module below it."""
        if name == "*" or f"{module}.{name}" in self.paths:
            return True
        bound = self._source(module).bound
        return name in bound or "__getattr__" in bound or name.startswith("__")

    def _source(self, module: str) -> Source:
        path = self.paths[module]
        if path not in self._sources:
            try:
                self._sources[path] = read(self._texts[path])
            except SyntaxError:  # reported where the file itself is parsed
                self._sources[path] = Source(bound=frozenset({"__getattr__"}))
        return self._sources[path]

    def absolute(self, path: str, found: Import) -> str:
        """Return the absolute module of an import in this file."""
        if not found.level:
            return found.module
        here = dotted(path).split(".")
        above = here[: len(here) - found.level + path.endswith("/__init__.py")]
        return ".".join([*above, *filter(None, [found.module])])

    def files(self, module: str, name: str) -> Iterator[str]:
        """Yield the files that an import needs: packages above, the module, and `name` if that is a submodule."""
        parts = module.split(".")
        for end in range(1, len(parts) + 1):
            package = ".".join(parts[:end])
            if package in self.paths:
                yield self.paths[package]
        if f"{module}.{name}" in self.paths:
            yield self.paths[f"{module}.{name}"]


def dotted(path: str) -> str:
    """Return the dotted name of a file."""
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
