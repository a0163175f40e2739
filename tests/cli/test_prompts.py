"""Questions, on a real pseudo-terminal."""

import os
import pty
import select
import subprocess
from pathlib import Path

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import needed_features
from fastapi_adv.project import state
from tests.support import COMMAND, SECONDS, environment, run_command

DOWN, SPACE, ENTER, CONTROL_C = "\x1b[B", " ", "\r", "\x03"


class Terminal:
    """A command with a pseudo-terminal as its three streams."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        env = environment(PROMPT_TOOLKIT_NO_CPR="1", TERM="xterm", COLUMNS="100", LINES="40", PYTHONWARNINGS=None)
        self.process = subprocess.Popen(
            [*COMMAND, *arguments], cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
        )
        os.close(theirs)
        self.shown = ""

    def wait_for(self, text: str) -> None:
        """Read until the text was shown."""
        while text not in self.shown:
            assert select.select([self.ours], [], [], SECONDS)[0], f"{text!r} never came:\n{self.shown}"
            self.shown += self._read()

    def type(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        """Read to the end; returns the exit code."""
        while chunk := self._read():
            self.shown += chunk
        os.close(self.ours)
        return self.process.wait(SECONDS)

    def _read(self) -> str:
        try:
            return os.read(self.ours, 65536).decode(errors="replace")
        except OSError:  # Linux says so when the other side has closed
            return ""


def test_name_and_features_are_asked_and_implied_features_are_reported(tmp_path: Path, shipped: Catalogue) -> None:
    index, feature = next((i, item) for i, item in enumerate(shipped.features) if needed_features(shipped, item))
    terminal = Terminal(tmp_path, "new")

    terminal.wait_for("What is the project called?")
    terminal.type("My Shop" + ENTER)
    terminal.wait_for("Which features?")
    terminal.wait_for(shipped.features[0].summary[:20])
    terminal.type(DOWN * index + SPACE + ENTER)

    assert terminal.end() == 0
    assert f"(needed by {feature.name})" in terminal.shown
    assert state.read(tmp_path / "my-shop").answers.features == (feature.name,)


def test_an_invalid_name_is_explained_and_asked_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "new", "--no-git")

    terminal.wait_for("What is the project called?")
    terminal.type("pytest" + ENTER)
    terminal.wait_for("is reserved")
    terminal.type("\x7f" * 6 + "shop" + ENTER)
    terminal.wait_for("Which features?")
    terminal.type(ENTER)

    assert terminal.end() == 0
    assert (tmp_path / "shop").is_dir()


@pytest.mark.parametrize("arguments", [["--defaults"], ["--preset", "minimal"], ["--no-responses"], ["--json"]])
def test_nothing_is_asked_if_the_options_decide(tmp_path: Path, arguments: list[str]) -> None:
    terminal = Terminal(tmp_path, "new", "demo", *arguments)

    assert terminal.end() == 0
    assert "Which features?" not in terminal.shown
    assert state.read(tmp_path / "demo").answers.features == ()


def test_a_missing_name_is_usage_with_defaults(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "new", "--defaults")

    assert terminal.end() == 2


@pytest.mark.parametrize("question", ["What is the project called?", "Which features?"])
def test_cancelling_a_question_writes_nothing(tmp_path: Path, question: str) -> None:
    terminal = Terminal(tmp_path, "new", *(["demo"] if "features" in question else []))

    terminal.wait_for(question)
    terminal.type(CONTROL_C)

    assert terminal.end() == 130
    assert list(tmp_path.iterdir()) == []


def test_fields_are_asked_one_by_one_and_an_invalid_one_is_explained(tmp_path: Path) -> None:
    run_command("new", "demo", "--database", "--no-demo", "--no-git", cwd=tmp_path)
    terminal = Terminal(tmp_path / "demo", "generate", "resource", "invoice")

    terminal.wait_for("First field")
    terminal.type("number:strr" + ENTER)
    terminal.wait_for("Unknown type 'strr'")
    terminal.type("\x7f" + ENTER)
    terminal.wait_for("empty to finish)?")
    terminal.type("due:date:optional" + ENTER)
    terminal.wait_for("due:date:optional")
    terminal.type(ENTER)

    assert terminal.end() == 0
    (invoice,) = state.read(tmp_path / "demo").answers.resources or ()
    assert [field["name"] for field in invoice["fields"]] == ["number", "due"]
