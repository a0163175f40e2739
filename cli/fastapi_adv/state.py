"""The state file of a project: the answers it was rendered from, and the template's version."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue import Catalogue
from fastapi_adv.errors import Refused
from fastapi_adv.plan import Answers
from fastapi_adv.templates import load_yaml

FILE = ".fastapi-adv.yml"


@dataclass(frozen=True)
class State:
    """What the state file records."""

    template_version: str
    answers: Answers


def read(project: Path) -> State:
    """Read the project's state file; raises Refused with file, and line or key, where it is not sound."""
    file = project / FILE
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refused(f"{file} is missing: this is no fastapi-adv project.", "Pass --project DIR.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.") from None
    return parse(text, str(file))


def parse(text: str, file: str = FILE) -> State:
    """Check the shape: each key once, text everywhere but in `features`. Features are not looked up here."""
    record = load_yaml(text, file)
    if not isinstance(record, dict):
        raise Refused(f"{file}: must be a mapping of answers.")
    keys = ["template_version", *(field.name for field in fields(Answers))]
    for key in keys:
        if key not in record:
            raise Refused(f"{file}: key {key!r} is missing.")
    for key in record:
        if key not in keys:
            raise Refused(f"{file}: unknown key {key!r}.", f"Known keys: {', '.join(keys)}.")
    return State(_text(file, record, "template_version"), _answers(file, record))


def refuse_unknown_features(state: State, catalogue: Catalogue, file: str = FILE) -> None:
    """Raise Refused where the state names a feature that this catalogue does not have."""
    known = [feature.name for feature in catalogue.features]
    for name in state.answers.features:
        if name not in known:
            raise Refused(f"{file}: key 'features' names {name!r}, which is unknown.", f"Known: {', '.join(known)}.")


def _answers(file: str, record: Mapping[str, Any]) -> Answers:
    texts = [field.name for field in fields(Answers) if field.name != "features"]
    features = record["features"]
    if not isinstance(features, list) or not all(isinstance(name, str) for name in features):
        raise Refused(f"{file}: key 'features' must be a list of names, not {features!r}.")
    return Answers(**{key: _text(file, record, key) for key in texts}, features=tuple(features))


def _text(file: str, record: Mapping[str, Any], key: str) -> str:
    if not isinstance(record[key], str):
        raise Refused(f"{file}: key {key!r} must be text, not {record[key]!r}.")
    return str(record[key])
