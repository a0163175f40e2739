"""State file of a project: the answers of its render, and the version of the template."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.naming import canonical, one_line
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.errors import FastapiAdvError, Refused, Usage, shown
from fastapi_adv.resources.fields import Types
from fastapi_adv.resources.identifiers import Reserved
from fastapi_adv.resources.recorded import refuse_history, refuse_malformed
from fastapi_adv.resources.repetition import repeated
from fastapi_adv.resources.resource_rules import refuse_resources
from fastapi_adv.system import git
from fastapi_adv.template import origin, slices, yaml_text
from fastapi_adv.template.answers import Answers
from fastapi_adv.template.origin import Origin
from fastapi_adv.template.source import root, version
from fastapi_adv.template.tree import File

FILE = ".fastapi-adv.yml"
ADDED = ("template", "keep")  # keys that the tool adds to the rendered file
LARGEST = 100_000  # characters; generated files have a few hundred


@dataclass(frozen=True)
class State:
    """Content of the state file.

    `answers` has the answers of this version; `recorded` has all answers, as the version that wrote them.
    `keep` has the paths that no command writes. `template` is the origin of a template that is not the tool's own.
    """

    template_version: str
    answers: Answers
    recorded: Mapping[str, Any] = field(default_factory=dict, compare=False)
    keep: tuple[str, ...] = ()
    template: Origin | None = None


def read(project: Path) -> State:
    """Return the project's state. Raises Refused, with the file and the line or key, if it is not valid."""
    file = project / FILE
    if file.exists() and not file.is_file():  # reading a pipe or a device would never end
        raise Refused(f"{file} is not a regular file.")
    try:
        with file.open(encoding="utf-8") as stream:
            text = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise Refused(f"{file} not found: this is not a fastapi-adv project.", "Pass --project DIR.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.") from None
    if len(text) > LARGEST:
        raise Refused(f"{file} has more than {LARGEST} characters: this is not a state file.")
    return parse(text, str(file), version(root()))


def parse(text: str, file: str = FILE, own: str | None = None) -> State:
    """Parse a state file: one line of text for each key, and a list for `features`.

    All keys are required and no others are allowed, unless another version than `own` wrote the file.
    Raises Refused; whether the features exist is not checked here.
    """
    _refuse_conflict(text, file)
    record = yaml_text.load(text, file)
    if not isinstance(record, dict):
        raise Refused(f"{file}: must be a mapping of answers.")
    keys = ["template_version", *(known.name for known in fields(Answers))]
    another = own is not None and record.get("template_version") != own
    optional = ["resources", *(known.name for known in fields(Answers) if another and known.default is not MISSING)]
    for key in keys:
        if key not in record and key not in optional:
            raise Refused(f"{file}: key {key!r} is missing.")
    for key in record:
        if key not in (*keys, *ADDED) and not another:
            raise Refused(f"{file}: unknown key {shown(key)}.", f"Known keys: {', '.join((*keys, *ADDED))}.")
    keep = _names(file, record, "keep")
    answers = {key: value for key, value in record.items() if key not in ADDED}
    template = origin.parsed(record.get("template"), file)
    return State(_version(file, record), _answers(file, record), answers, keep, template)


def recorded_template(project: Path) -> Origin | None:
    """Return the origin of the project's template, without reading the rest. None if the file is not valid."""
    file = project / FILE
    if not file.is_file() or file.stat().st_size > LARGEST or b"\ntemplate:" not in file.read_bytes():
        return None
    try:
        record = yaml_text.load(file.read_text(encoding="utf-8"), str(file))
    except (Refused, UnicodeDecodeError):  # reported when the whole file is read
        return None
    return origin.parsed(record.get("template") if isinstance(record, dict) else None, str(file))


def with_template(rendered: File, template: Origin | None) -> File:
    """Return the state file with the origin of its template, if that is not the tool's own."""
    if template is None:
        return rendered
    values = json.dumps({"from": template.location, "commit": template.commit}, ensure_ascii=False)
    return File(rendered.mode, rendered.data + f"template: {values}\n".encode())


def with_keep(rendered: File, keep: Iterable[str]) -> File:
    """Return the state file with the list of kept paths at its end, if there are any."""
    lines = "".join(f"  - {json.dumps(path, ensure_ascii=False)}\n" for path in keep)
    return File(rendered.mode, rendered.data + f"keep:\n{lines}".encode()) if lines else rendered


def _refuse_conflict(text: str, file: str) -> None:
    """Raise Refused for conflict markers, with the line to type. Both sides may have added a feature."""
    if not re.search(r"^<{7} .*^>{7} ", text, flags=re.MULTILINE | re.DOTALL):
        return
    listed = re.findall(r"^features: *\[(.*)\]$", text, flags=re.MULTILINE)
    if len(listed) < 2:  # noqa: PLR2004  # both sides have the same features
        raise _conflict_of_resources(file)
    names = list(dict.fromkeys(name.strip(" \"'") for line in listed for name in line.split(",") if name.strip()))
    together = ", ".join(f'"{name}"' for name in names)
    raise Refused(
        f"{file} has conflict markers of a git merge.",
        f"Resolve them, with one line that lists every feature of both branches: features: [{together}]\n"
        "Then type `git add` and `fastapi-adv check`.",
    )


def _conflict_of_resources(file: str) -> Refused:
    """Return the refusal of a conflict between the resources of two branches, with the commands to repeat."""
    message = f"{file} has conflict markers of a git merge: both branches changed the resources."
    try:
        sides = [git.run(Path(file).parent, "show", f":{stage}:./{FILE}").decode() for stage in (2, 3)]
        ours, theirs = (tuple(yaml_text.load(side, file)["resources"]) for side in sides)
        known = slices.field_types(root())
        with _refusing(file):
            commands = repeated(ours, theirs, known)
    except (FastapiAdvError, KeyError, TypeError, UnicodeDecodeError):
        return Refused(message, "Keep the resources of one branch, then repeat the commands of the other.")
    listed = "".join(f"\n  {command}" for command in commands)
    return Refused(
        message,
        "Take your side of this file and of conflicting migrations (git checkout --ours PATH), `git add` and commit "
        f"them. Then repeat what the other branch did:{listed}",
    )


def without_keep(file: File) -> File:
    """Return the state file without its list of kept paths."""
    return File(file.mode, re.sub(rb"^keep:.*\n?(?:[ -].*\n?)*", b"", file.data, flags=re.MULTILINE))


def refuse_unknown_features(state: State, catalogue: Catalogue, file: str = FILE) -> None:
    """Raise Refused if the state names a feature that is not in the catalogue."""
    known = [feature.name for feature in catalogue.features]
    for name in state.answers.features:
        if name not in known:
            raise Refused(
                f"{file}: key 'features' names {shown(name)}, which is not a feature.", f"Known: {', '.join(known)}."
            )


def refuse_taken_name(state: State, catalogue: Catalogue, file: str = FILE) -> None:
    """Raise Refused if the package has a reserved name."""
    package = state.answers.package_name
    if reason := reserved_names(catalogue).get(canonical(package)):
        raise Refused(f"{file}: key 'package_name': {shown(package)} is {reason}.", "Fix this line.")


def _answers(file: str, record: Mapping[str, Any]) -> Answers:
    texts = [known.name for known in fields(Answers) if known.name in record]
    lines = {key: _line(file, record, key) for key in texts if key not in ("features", "resources")}
    return Answers(**lines, features=_names(file, record, "features"), resources=_resources(file, record))


def _resources(file: str, record: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...] | None:
    if "resources" not in record:
        return None
    resources = record["resources"]
    if not isinstance(resources, list):
        raise Refused(f"{file}: key 'resources' must be a list of mappings, not {shown(resources)}.")
    with _refusing(file):
        for resource in resources:
            refuse_malformed(resource)
    return tuple(resources)


def refuse_bad_resources(state: State, types: Types, auth: bool, file: str = FILE) -> None:
    """Raise Refused if the recorded resources cannot be generated."""
    resources = state.answers.resources or ()
    with _refusing(file):
        refuse_resources(resources, types, Reserved(), auth=auth)
        for resource in resources:
            refuse_history(resource, types)


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    """Report a broken rule of a resource as a fault of the state file."""
    try:
        yield
    except Usage as error:
        raise Refused(f"{file}: key 'resources': {error.message}", error.hint) from None


def _names(file: str, record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    names = record.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refused(f"{file}: key {key!r} must be a list of names, not {shown(names)}.")
    for name in names:
        if names.count(name) > 1:
            raise Refused(f"{file}: key {key!r} names {shown(name)} twice.")
    return tuple(names)


def _version(file: str, record: Mapping[str, Any]) -> str:
    version = _text(file, record, "template_version")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9}){0,9}", version, flags=re.ASCII):
        raise Refused(f"{file}: key 'template_version' must be numbers with dots, not {shown(version)}.")
    return version


def _line(file: str, record: Mapping[str, Any], key: str) -> str:
    """Return the text. Raises Refused unless it is one line without control characters."""
    text = _text(file, record, key)
    try:
        folded = one_line(text, key)
    except Usage:
        raise Refused(f"{file}: key {key!r} holds control characters: {shown(text)}.") from None
    if "".join(text.splitlines()) != text:
        raise Refused(f"{file}: key {key!r} must be one line, not {shown(text)}.")
    if key == "project_name" and not folded:
        raise Refused(f"{file}: key {key!r} is empty.")
    return text


def _text(file: str, record: Mapping[str, Any], key: str) -> str:
    if not isinstance(record[key], str):
        raise Refused(f"{file}: key {key!r} must be text, not {shown(record[key])}.")
    return str(record[key])
