"""Commands to type after `new`, and answers as data."""

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from fastapi_adv.template.answers import Answers, Outcome, ProjectPlan, next_commands, quoted

ANSWERS = Answers("My Proj", "my_proj", features=("auth",))


def plan(path: str = "out/my-proj", *, here: bool = False) -> ProjectPlan:
    return ProjectPlan(PurePosixPath(path), ANSWERS, here=here)


def test_the_next_commands_enter_and_start_the_project() -> None:
    assert next_commands(plan(), {}) == ("cd out/my-proj", "uv run fastapi dev")


def test_here_needs_no_cd() -> None:
    assert next_commands(plan(here=True), {}) == ("uv run fastapi dev",)


@pytest.mark.parametrize(("status", "left"), [("done", ()), ("failed", ("uv sync",)), ("skipped", ("uv sync",))])
def test_a_sync_that_did_not_happen_is_left_to_type(status: str, left: tuple[str, ...]) -> None:
    outcomes = {"sync": Outcome("sync", status)}

    assert next_commands(plan(here=True), outcomes) == (*left, "uv run fastapi dev")


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (PurePosixPath("../a-b/c_d"), "../a-b/c_d"),
        (PurePosixPath("my files/x"), "'my files/x'"),
        (PurePosixPath("a$b"), "'a$b'"),
        (PurePosixPath("-x/demo"), "./-x/demo"),
        (PureWindowsPath("C:\\x"), "C:\\x"),
        (PureWindowsPath("C:\\my files"), '"C:\\my files"'),
    ],
)
def test_a_path_is_quoted_where_a_shell_would_split_or_expand_it(path: PurePath, typed: str) -> None:
    assert quoted(path) == typed


def test_answers_are_plain_data_in_the_order_of_the_questions() -> None:
    assert list(ANSWERS.data().items()) == [
        ("project_name", "My Proj"),
        ("package_name", "my_proj"),
        ("description", ""),
        ("author", ""),
        ("python_version", "3.11"),
        ("features", ["auth"]),
    ]
