"""Parsing of a file's text into facts."""

import builtins
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.naming import distribution_of
from fastapi_adv.verify.static.documents import Unreadable, check, text_faults
from fastapi_adv.verify.static.facts import Bits, Facts
from fastapi_adv.verify.static.modules import STANDARD, Modules, Target
from fastapi_adv.verify.static.python_source import Import, Source, read
from fastapi_adv.verify.static.words import Lines, Words

BUILTIN = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__package__", "__path__", "__all__"}
DOCUMENTED = re.compile(r"(?m)^#? ?([A-Z][A-Z0-9_]*)=")


class Reader:
    """Reader of files. `texts` has any one rendering of every file, by its path in the project."""

    def __init__(self, catalogue: Catalogue, package: str, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.words = Words(catalogue, package)
        self.files = Bits(texts)
        self.third_party = Bits()
        self.variables = Bits()
        self.modules = Modules(texts)
        declared = [name for entry in catalogue for name in (*entry.dependencies, *entry.dev_dependencies)]
        self.distributions = Bits([*map(distribution_of, declared), *catalogue.signs.values()])
        self._import = cache(self._resolved)
        self._lines = Lines(self.words, self.distributions, catalogue.signs)

    def facts(self, path: str, text: str, *, rendered: bool) -> Facts:
        """Return the facts of one text. Unused imports are only possible in `rendered` files."""
        faults = [*text_faults(path, text)]
        facts = self._lines.facts(path, text)
        try:
            check(path, text)
            if path.endswith(".py"):
                source = read(text)
                facts |= self._python(path, source, faults)
                if rendered:
                    faults += _wiring(path, source)
            elif path == "pyproject.toml":
                facts |= self._declared(text)
            elif path == ".env.example":
                facts |= Facts(shows=self.variables.mask(DOCUMENTED.findall(text)))
        except (SyntaxError, Unreadable) as error:
            faults.append(f"does not parse: {error}")
        return facts | Facts(faults=tuple(f"{path}: {fault}" for fault in faults))

    def is_program(self, path: str) -> bool:
        """Check whether a module can be run as a program, so that no import of it is needed."""
        return 'if __name__ == "__main__":' in self._texts[path]

    def _python(self, path: str, source: Source, faults: list[str]) -> Facts:
        needs = third_party = 0
        bound = {}
        for found in source.imports:
            target = self._import(path, found)
            needs |= target.needs
            third_party |= target.third_party
            faults += target.faults
            bound[found.bound] = target.module
        for name, attribute in source.attributes:
            module = bound.get(name, "")
            if module and name not in source.local and not self.modules.has(module, attribute):
                faults.append(f"uses {name}.{attribute}, which {self.modules.paths[module]} does not have")
        return Facts(needs=needs, imports=third_party, reads=self.variables.mask(source.variables))

    def _resolved(self, path: str, found: Import) -> "Target":
        module = self.modules.absolute(path, found)
        if module.split(".")[0] in self.modules.roots:
            meant = f"{module}.{found.name}"
            return Target(
                needs=self.files.mask(self.modules.files(module, found.name)),
                faults=tuple(self._dangling(module, found)),
                module=meant if meant in self.modules.paths else "",
            )
        return Target(third_party=0 if module.split(".")[0] in STANDARD else self.third_party.bit(module))

    def _dangling(self, module: str, found: Import) -> Iterator[str]:
        if module not in self.modules.paths and f"{module}.{found.name}" not in self.modules.paths:
            yield f"imports {module}, which no combination has"
        elif found.name and module in self.modules.paths and not self.modules.has(module, found.name):
            yield f"imports {found.name} from {module}, which does not have it"

    def _declared(self, text: str) -> Facts:
        project = tomllib.loads(text)
        runtime = map(distribution_of, project["project"]["dependencies"])
        groups = project.get("dependency-groups", {})
        development = [distribution_of(item) for group in groups.values() for item in group if isinstance(item, str)]
        return Facts(runtime=self.distributions.mask(runtime), development=self.distributions.mask(development))


def _wiring(path: str, source: Source) -> Iterator[str]:
    known = source.bound | source.local | BUILTIN | {found.bound for found in source.imports}
    for name in sorted(source.used - known):
        yield f"uses {name}, which nothing defines"
    for found in source.imports:
        if found.bound not in source.used and not path.endswith("__init__.py") and found.module != "__future__":
            yield f"imports {found.bound} and does not use it"
