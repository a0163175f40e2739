"""In-memory renderer for Copier templates. It writes the same bytes as Copier in a fraction of the time.

It supports the part of Copier's format that our template uses: `!include`, questions with defaults, validators and
choices, a templated `_exclude`, Jinja and `yield` loops in names, and the suffix .jinja. It raises
UnsupportedTemplateError for others.
"""

import fnmatch
import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi_adv.errors import Refused
from fastapi_adv.template import yaml_text
from fastapi_adv.template.paths import expanded
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File, Tree

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2 import Template as JinjaTemplate

Answers = Mapping[str, Any]
Render = Callable[[str, Answers], str]
SUFFIX = ".jinja"
SETTINGS = {"_min_copier_version", "_subdirectory", "_answers_file", "_envops", "_exclude", "_message_after_copy"}
QUESTION_KEYS = {"type", "default", "when", "help", "validator", "multiselect", "choices"}
QUESTION_TYPES = {"str", "yaml", "json"}
_PLACEHOLDER = re.compile(r"\{\{ *(\w+) *\}\}")


class InvalidAnswerError(Exception):
    """An answer that the template's validator or choices reject."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question = question
        self.reason = reason


class UnsupportedTemplateError(Refused):
    """A template that uses a feature of Copier that this renderer does not have."""


class Template:
    """A folder with copier.yml. Its files are read and compiled once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._compiled: dict[str, JinjaTemplate] = {}

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The content of copier.yml. Raises Refused if it cannot be read."""

        def include(name: str) -> object:
            return yaml_text.load_file(self.root / name)

        file = self.root / "copier.yml"
        found = yaml_text.load_file(file, include)
        if not isinstance(found, dict):
            raise Refused(f"{file}: must be a mapping.")
        _refuse_unsupported(file, found)
        return found

    @cached_property
    def environment(self) -> "Environment":
        """Jinja environment with Copier's options and filters. It is sandboxed, because templates may be foreign."""
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        options = {**self.settings.get("_envops", {}), "undefined": StrictUndefined}
        loader = FileSystemLoader(self.root)
        # Each template is rendered once or twice, so that optimizing its code does not pay.
        environment = SandboxedEnvironment(loader=loader, cache_size=-1, auto_reload=False, optimized=False, **options)
        environment.filters |= {"to_json": json.dumps, "to_nice_yaml": yaml_text.dump}
        return environment

    @cached_property
    def folder(self) -> Path:
        """The folder with the project's files."""
        return self.root / str(self.settings.get("_subdirectory", ""))

    @cached_property
    def sources(self) -> dict[str, File]:
        """The template's files, unrendered, by path."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        modes = {path: EXECUTABLE if path.stat().st_mode & 0o100 else PLAIN for path in paths}
        return {path.relative_to(self.folder).as_posix(): File(modes[path], path.read_bytes()) for path in paths}

    def text(self, source: str, known: Answers) -> str:
        """Render the text of a file, a path or a setting."""
        if (text := filled(source, known)) is not None:
            return text
        if source not in self._compiled:
            self._compiled[source] = self.environment.from_string(source)
        return self._compiled[source].render(known)

    def known(self, answers: Answers) -> dict[str, Any]:
        """Return the variables of every file: answers, defaults and computed values. Raises InvalidAnswerError."""
        state_file = {"_copier_conf": {"answers_file": self.settings.get("_answers_file", ".copier-answers.yml")}}
        asked = {name: question for name, question in self.settings.items() if not name.startswith("_")}
        return answered(asked, answers, self.text) | state_file

    def render(self, answers: Answers) -> Tree:
        """Return the project's files. Raises InvalidAnswerError, or Refused if the template cannot be rendered."""
        from jinja2 import TemplateError

        try:
            return self._render(answers)
        except (TemplateError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise UnsupportedTemplateError(f"The template in {self.root} cannot be rendered: {reason}") from None

    def _render(self, answers: Answers) -> Tree:
        known = self.known(answers)
        patterns = "\n".join(self.text(entry, known) for entry in self.settings.get("_exclude", ())).splitlines()
        tree: Tree = {}
        for source, file in self.sources.items():
            for name, variables in expanded(source.removesuffix(SUFFIX), known, self.text):
                if any(part in ("", ".", "..") for part in name.split("/")):
                    raise UnsupportedTemplateError(f"{self.folder / source}: the path {name!r} is not supported.")
                if not any(excludes(pattern, name) for pattern in patterns if pattern):
                    rendered = source.endswith(SUFFIX)
                    data = self.text(file.data.decode(), variables).encode() if rendered else file.data
                    tree[name] = File(file.mode, data)
        return tree


def _refuse_unsupported(file: Path, settings: Mapping[str, Any]) -> None:
    for name, value in settings.items():
        if name.startswith("_"):
            known = name in SETTINGS
        else:
            known = isinstance(value, dict) and value.get("type") in QUESTION_TYPES and set(value) <= QUESTION_KEYS
            known = known and isinstance(value.get("when", True), bool)
        if not known:
            raise UnsupportedTemplateError(f"{file}: key {name!r} is not supported.")


def excludes(pattern: str, name: str) -> bool:
    """Check whether a pattern of `_exclude` matches a file.

    `/path` matches that file or folder. A pattern without a slash matches any part of the path.
    """
    if pattern.startswith("/") and not set(pattern) & set("*?[!"):
        return f"{name}/".startswith(f"{pattern[1:]}/")
    if "/" in pattern or pattern.startswith("!"):
        raise UnsupportedTemplateError(f"_exclude: the pattern {pattern!r} is not supported.")
    return any(fnmatch.fnmatchcase(part, pattern) for part in name.split("/"))


def answered(questions: Mapping[str, Any], answers: Answers, render: Render) -> dict[str, Any]:
    """Return the value of every question, in the order of the file. Raises InvalidAnswerError."""
    known: dict[str, Any] = {"_folder_name": answers.get("_folder_name", "")}
    for name, question in questions.items():
        hidden = question.get("when") is False
        known[name] = _value(name, question, answers if not hidden else {}, known, render)
        fault = "" if hidden else render(question.get("validator", ""), known).strip()
        if fault:
            raise InvalidAnswerError(name, " ".join(fault.split()))
    return known


def _value(name: str, question: Mapping[str, Any], answers: Answers, known: Answers, render: Render) -> Any:
    several = question.get("multiselect", False)
    value: Any = answers[name] if name in answers else question.get("default")
    if isinstance(value, str) and name not in answers:
        value = render(value, known)
    if isinstance(value, str) and question.get("type") == "json":
        value = json.loads(value)
    if isinstance(value, str) and (several or question.get("type") == "yaml"):
        value = yaml_text.load(value, name)
    if several:
        return _chosen(name, value, yaml_text.load(render(question["choices"], known), f"{name}: choices") or [])
    return value


def _chosen(name: str, value: list[Any], choices: list[list[Any]]) -> list[Any]:
    """Return the chosen values without duplicates, in the order of the choices."""
    allowed = [choice[1] for choice in choices]
    for item in value:
        if item not in allowed:
            raise InvalidAnswerError(name, f"{item!r} is none of {', '.join(allowed)}")
    return [choice for choice in allowed if choice in value]


def filled(source: str, known: Mapping[str, object]) -> str | None:
    """Fill in plain `{{ name }}` placeholders. Return None if the text needs Jinja."""
    if "{%" in source or "{#" in source or "\r" in source:
        return None
    names = _PLACEHOLDER.findall(source)
    if len(names) != source.count("{{") or not all(isinstance(known.get(name), str) for name in names):
        return None
    return _PLACEHOLDER.sub(lambda match: str(known[match[1]]), source)
