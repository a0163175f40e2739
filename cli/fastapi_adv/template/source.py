"""Location, version and catalogue of the installed template, and the files that each feature owns."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi_adv.catalogue.loader import declare
from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.errors import Refused
from fastapi_adv.template import yaml_text

# Names in the template -> the names that users see.
RENAMED = {
    "{{ package_name }}": "{package}",
    "{{ _copier_conf.answers_file }}": ".fastapi-adv.yml",
    "{% yield model from models %}{{ model.plural }}{% endyield %}": "{plural}",
    "{% yield step from model.steps %}{{ step.revision }}{% endyield %}.py": "{revision}.py",
}
UNRENDERED = ("__pycache__", ".pyc", ".pyo")


_chosen: ContextVar[Path | None] = ContextVar("_chosen", default=None)  # the page of `web` works in several threads


def root() -> Path:
    """Return the folder of the template in use: the tool's own, unless another one was chosen."""
    return _chosen.get() or installed()


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Use the template in this folder."""
    token = _chosen.set(folder)
    try:
        yield
    finally:
        _chosen.reset(token)


def installed() -> Path:
    """Return the folder of the tool's own template: in the installed wheel, or in the checkout."""
    inside = Path(__file__).parents[1] / "project_templates"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "project_templates"


def version(template: Path) -> str:
    """Return the template's version, which is also the tool's. Raises Refused if copier.yml does not declare it."""
    declared = re.search(r'^template_version: .*default: "([^"]+)"', _text(template / "copier.yml"), flags=re.MULTILINE)
    if declared is None:
        raise Refused(f"{template / 'copier.yml'}: template_version is required.")
    return declared[1]


def catalogue(template: Path) -> Catalogue:
    """Return the template's catalogue. Raises Refused, with file, entry and key, if it is not valid."""
    file = template / "features.yml"
    try:
        status = file.stat()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error}.") from None
    return _catalogue(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _catalogue(file: Path, _modified: int, _size: int) -> Catalogue:
    """Load the catalogue once per content, because several modules of one command need it."""
    return declare(yaml_text.load_file(file), str(file))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.") from None


@dataclass(frozen=True)
class OwnedFile:
    """A template file that one entry owns. `path` is relative to the project, with `{package}` for its package."""

    path: str
    lines: int

    @property
    def is_test(self) -> bool:
        return self.path.startswith("tests/")


def owned_files(template: Path, entries: Catalogue, entry: Feature) -> tuple[OwnedFile, ...]:
    """Return the entry's files, sorted by path. Core owns every file that no other entry declares."""
    owner = {path: other.name for other in entries for path in (*other.paths, *other.slices)}

    def belongs(path: str) -> bool:
        owned = [found for found in owner if f"{path}/".startswith(f"{found}/")]
        return owner.get(max(owned, key=len, default=""), "core") == entry.name

    return tuple(
        OwnedFile(path, len(file.read_bytes().splitlines()))
        for path, file in sorted(_walk(template / "project"))
        if belongs(path)
    )


def _walk(project: Path) -> Iterator[tuple[str, Path]]:
    for file in project.rglob("*"):
        if file.is_file() and not file.name.endswith(UNRENDERED) and "__pycache__" not in file.parts:
            path = file.relative_to(project).as_posix().removesuffix(".jinja")
            yield "/".join(RENAMED.get(part, part) for part in path.split("/")), file
