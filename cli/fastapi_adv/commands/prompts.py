"""Questions on the terminal, asked by `new` and `generate resource`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.naming import name_here, name_project
from fastapi_adv.errors import Usage

if TYPE_CHECKING:
    import questionary

HERE = "."  # NAME for the current folder


def possible() -> bool:
    """Return True if stdin, stdout and stderr are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def confirm(question: str) -> bool:
    """Ask a question whose default answer is no. Raises KeyboardInterrupt if the user cancels."""
    import questionary

    return bool(_answer(questionary.confirm(question, default=False)))


def ask_name(reserved: Mapping[str, str]) -> str:
    """Ask for the project's name, or `.`, until it is valid. Raises KeyboardInterrupt if the user cancels."""
    import questionary

    def judge(title: str) -> bool | str:
        try:
            name_here(Path.cwd().name, reserved) if title == HERE else name_project(title, reserved)
        except Usage as error:
            return error.message
        return True

    return str(_answer(questionary.text("What is the project called?", validate=judge)))


def ask_features(catalogue: Catalogue) -> tuple[str, ...]:
    """Ask for the features with one list of check boxes. Raises KeyboardInterrupt if the user cancels."""
    import questionary

    width = max((len(feature.name) for feature in catalogue.features), default=0)
    choices = [
        questionary.Choice(f"{feature.name:<{width}}  {feature.summary}", value=feature.name)
        for feature in catalogue.features
    ]
    return tuple(_answer(questionary.checkbox("Which features?", choices=choices))) if choices else ()


def ask_fields(refuse: Callable[[str], object]) -> tuple[str, ...]:
    """Ask for fields until an empty answer. `refuse` raises Usage for an invalid field."""
    import questionary

    words: list[str] = []

    def judge(word: str) -> bool | str:
        try:
            if word or not words:
                refuse(word)
        except Usage as error:
            return error.message
        return True

    while True:
        question = "Field (NAME:TYPE, empty to finish)?" if words else "First field (NAME:TYPE, such as title:str)?"
        word = str(_answer(questionary.text(question, validate=judge))).strip()
        if not word:
            return tuple(words)
        words.append(word)


def _answer(question: "questionary.Question") -> Any:
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None
