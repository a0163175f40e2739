"""Where the templates are, and what they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.loader import declare
from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.errors import Refused, shown

# Names in the templates -> as they are shown.
RENAMED = {"{{ package_name }}": "{package}", "{{ _copier_conf.answers_file }}": ".fastapi-adv.yml"}
UNRENDERED = ("__pycache__", ".pyc", ".pyo")


def root() -> Path:
    """The installed wheel's project_templates, else the checkout's."""
    inside = Path(__file__).parents[1] / "project_templates"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "project_templates"


def version(template: Path) -> str:
    """The template's version, which is the tool's. Raises Refused where it is not declared."""
    declared = re.search(r'^template_version: .*default: "([^"]+)"', _text(template / "copier.yml"), flags=re.MULTILINE)
    if declared is None:
        raise Refused(f"{template / 'copier.yml'}: no line declares template_version.")
    return declared[1]


def catalogue(template: Path) -> Catalogue:
    """Read the catalogue; raises Refused with file, entry and key for what does not fit."""
    file = template / "features.yml"
    return declare(load_yaml(_text(file), str(file)), str(file))


def load_yaml(text: str, file: str) -> Any:
    """Plain data only; raises Refused with file and line where it is not YAML, or says one key twice."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C one is fast, but optional
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen = set()
            for key, _ in node.value:
                if (key.tag, str(key.value)) in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"key {shown(key.value)} twice", problem_mark=key.start_mark
                    )
                seen.add((key.tag, str(key.value)))
            return dict(super().construct_mapping(node, deep=deep))

        def construct_object(self, node: Any, deep: bool = False) -> object:
            try:
                return super().construct_object(node, deep=deep)
            except ValueError as error:  # a date that does not exist, a number of thousands of digits
                raise yaml.constructor.ConstructorError(problem=str(error), problem_mark=node.start_mark) from None

    try:
        return yaml.load(text, Loader)  # noqa: S506  # a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(f"{file}, line {line}: not valid YAML: {error.problem}.") from None
    except yaml.reader.ReaderError as error:  # its position counts bytes or characters, as the loader pleases
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        raise Refused(f"{file}, line {line}: not valid YAML: U+{error.character:04X} is not allowed.") from None
    except (yaml.YAMLError, RecursionError):
        raise Refused(f"{file}: not valid YAML.") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.") from None


@dataclass(frozen=True)
class OwnedFile:
    """A file that comes with a feature; `path` as in the project, its package folder as `{package}`."""

    path: str
    lines: int

    @property
    def is_test(self) -> bool:
        """Whether it counts as a test, which no line budget covers."""
        return self.path.startswith("tests/")


def owned_files(template: Path, entries: Catalogue, entry: Feature) -> tuple[OwnedFile, ...]:
    """Measure what comes with the entry, sorted by path; core has whatever nobody else owns."""
    owner = {path: other.name for other in entries for path in other.paths}

    def belongs(path: str) -> bool:
        owners = [name for owned, name in owner.items() if f"{path}/".startswith(f"{owned}/")]
        return (owners or ["core"]) == [entry.name]

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
