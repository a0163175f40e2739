"""Resources as the template knows them: types of fields, the demonstration, and the words that slices use."""

import builtins
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.errors import Refused
from fastapi_adv.resources.fields import Record, Types
from fastapi_adv.resources.identifiers import Reserved
from fastapi_adv.template import yaml_text

PACKAGE = "project/src/{{ package_name }}"
SLICE = "{% yield model from models %}"
# Attributes of the base classes of rows, schemas and GraphQL types, and the columns of every table.
ATTRIBUTES = frozenset(
    "id version created_at owned_by metadata registry type_annotation_map model_config model_fields "
    "model_computed_fields "
    "model_extra model_fields_set model_construct model_copy model_dump model_dump_json model_json_schema "
    "model_parametrized_name model_post_init model_rebuild model_validate model_validate_json model_validate_strings "
    "construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs "
    "validate self info fields model scope visible of".split()
)
# Files of a slice that define a class or an alias of a field's name.
CLASS_BODIES = ("models.py", "schemas.py")
# Further names in class bodies that a field would hide: annotations, a validator, and references of GraphQL.
ANNOTATIONS = frozenset(
    "str int bool float bytes list set tuple type object any required reference referrers strawberry".split()
)
# Parameters of the lists and exports of every resource.
PARAMETERS = frozenset(
    "first after before last limit cursor columns filename bom created_from created_before "
    "if_match session caller".split()
)
_STRINGS = re.compile(r'""".*?"""|"[^"\n]*"|\'[^\'\n]*\'|#[^\n]*|\{#.*?#\}', re.DOTALL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PRINTED = re.compile(r"\bimport ([\w, ]+)")
_IMPORTED = re.compile(r"^(?:from \S+ )?import \(?([^()]*?)(?:\)|$)", re.MULTILINE)


def field_types(template: Path) -> Types:
    """Return the types of fields by name. Raises Refused if the template has none."""
    return {entry["name"]: entry for entry in _listed(template / "field_types.yml")}


def demonstration(template: Path) -> tuple[Record, ...]:
    """Return the resources that come with the feature database."""
    return tuple(_listed(template / "demo_resources.yml"))


def _listed(file: Path) -> list[Record]:
    if not file.is_file():
        raise Refused(f"{file} not found: this template has no resources.")
    found = yaml_text.load_file(file)
    if not isinstance(found, list) or not all(isinstance(entry, dict) and "name" in entry for entry in found):
        raise Refused(f"{file}: must be a list of mappings with names.")
    return found


def reserved(template: Path, catalogue: Catalogue) -> Reserved:
    """Return the words that no resource and no field may have, as read from the template's own files."""
    slices = _slices(template)
    imported = {name for text in slices.values() for name in _imported(text)}
    words = {*_modules(template), *_entries(catalogue), *_wiring(template), *imported, *dir(builtins)}
    bodies = [text for name, text in slices.items() if name in CLASS_BODIES]
    used = {*_type_imports(template), *(name for text in bodies for name in _imported(text))}
    return Reserved(
        resources=frozenset(words - _demonstrated(template)),
        fields=ATTRIBUTES | ANNOTATIONS | PARAMETERS | used,
        classes=frozenset({*used, *(name for text in bodies for name in _classes(text))}),
        types=frozenset({*_types(template), *used, *(name for name in imported if name[0].isupper())}),
        derived=frozenset({"{}", *_derived(slices.values())}),
    )


def _slices(template: Path) -> dict[str, str]:
    """Return the template files of a resource, its source and its tests, by name."""
    files = sorted((template / "project").rglob("*.jinja"))
    inside = [file for file in files if SLICE in file.relative_to(template).as_posix()]
    return {file.name.removesuffix(".jinja"): file.read_text(encoding="utf-8") for file in inside}


def _type_imports(template: Path) -> set[str]:
    """Return the names that a slice imports for the types of its fields."""
    keys = ("imports", "model_imports", "graphql_imports")
    return {name for entry in _listed(template / "field_types.yml") for key in keys for name in entry.get(key, ())}


def _modules(template: Path) -> set[str]:
    """Return the modules and folders beside the slices, the modules inside them, and the folders of tests."""
    package, tests = template / PACKAGE, template / "project" / "tests"
    beside = [*package.glob("*"), *tests.glob("*"), *package.glob(f"{SLICE}*/*"), *tests.glob(f"{SLICE}*/*")]
    plain = {path.name.partition(".")[0] for path in beside}
    return {name for name in plain if name.isidentifier()}


def _demonstrated(template: Path) -> set[str]:
    return {str(resource[key]) for resource in demonstration(template) for key in ("name", "plural")}


def _entries(catalogue: Catalogue) -> Iterator[str]:
    """Yield the entries of the catalogue, enabled or not, and the first segments of their routes."""
    for entry in catalogue:
        yield entry.name.replace("-", "_")
        for route in entry.routes:
            first = route.partition("/")[2].partition("/")[0].replace("-", "_").partition(".")[0]
            if "{" not in first:
                yield first


def _wiring(template: Path) -> Iterator[str]:
    """Yield the names in features.py and app.py, which import every resource."""
    for name in ("features.py.jinja", "app.py"):
        file = template / PACKAGE / name
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        yield from re.findall(r"^(?:async )?(?:def|class) (\w+)", text, flags=re.MULTILINE)
        yield from _imported(text)


def _imported(text: str) -> Iterator[str]:
    """Yield the names that imports of a template bind."""
    printed = [names for block in _JINJA.findall(text) for names in _PRINTED.findall(block)]
    for names in [*_IMPORTED.findall(_JINJA.sub("", _STRINGS.sub("", text))), *printed]:
        for name in re.split(r"[,\n]", names):
            bound = name.partition(" as ")[2] or name
            if bound.strip().isidentifier():
                yield bound.strip()


def _classes(text: str) -> Iterator[str]:
    """Yield the fixed names in CamelCase that a template uses, those that it prints by Jinja included."""
    yield from re.findall(r'"([A-Z][a-z]\w*)"', "".join(_JINJA.findall(text)))
    yield from re.findall(r"(?<![\w.{}])[A-Z][a-z]\w*", _JINJA.sub("}", _STRINGS.sub("", text)))


def _derived(slices: Iterable[str]) -> Iterator[str]:
    """Yield the forms of class names that the slices make from the class of a resource."""
    for text in slices:
        for before, after in re.findall(r"(\w*)\{\{ ?model\.class ?\}\}(\w*)", text):
            yield f"{before}{{}}{after}"


def _types(template: Path) -> Iterator[str]:
    """Yield the classes of GraphQL's machinery, which become types of the schema."""
    demonstrated = {name.title().replace("_", "") for name in _demonstrated(template)}
    for file in sorted((template / PACKAGE / "graphql").glob("*.py*")):
        classes = re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        yield from (name for name in classes if not name.startswith(tuple(demonstrated)))
