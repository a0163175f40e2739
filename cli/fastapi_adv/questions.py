"""The questions of copier.yml in memory: asked ones take the answers, hidden ones are computed."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml

Answers = Mapping[str, Any]
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class InvalidAnswerError(Exception):
    """The template does not take this answer."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question = question
        self.reason = reason


def load(text: str) -> Any:
    """Plain YAML."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506  # a safe loader


def answered(questions: Mapping[str, Any], answers: Answers, render: Callable[[str, Answers], str]) -> dict[str, Any]:
    """Every question's value, in the order of the file; raises InvalidAnswerError."""
    known: dict[str, Any] = {"_folder_name": answers.get("_folder_name", "")}
    for name, question in questions.items():
        hidden = question.get("when") is False
        known[name] = _value(name, question, answers if not hidden else {}, known, render)
        fault = "" if hidden else render(question.get("validator", ""), known).strip()
        if fault:
            raise InvalidAnswerError(name, " ".join(fault.split()))
    return known


def _value(
    name: str, question: Mapping[str, Any], answers: Answers, known: Answers, render: Callable[[str, Answers], str]
) -> Any:
    several = question.get("multiselect", False)
    value: Any = answers[name] if name in answers else question.get("default")
    if isinstance(value, str) and name not in answers:
        value = render(value, known)
    if isinstance(value, str) and (several or question.get("type") == "yaml"):
        value = load(value)
    return _chosen(name, value, load(render(question["choices"], known)) or []) if several else value


def _chosen(name: str, value: list[Any], choices: list[list[Any]]) -> list[Any]:
    """In the order of the choices, each once."""
    allowed = [choice[1] for choice in choices]
    for item in value:
        if item not in allowed:
            raise InvalidAnswerError(name, f"{item!r} is none of {', '.join(allowed)}")
    return [choice for choice in allowed if choice in value]
