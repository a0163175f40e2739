"""Output on terminals, pipes and streams of any encoding."""

import contextlib
import io
from collections.abc import Callable

import pytest

from fastapi_adv.terminal import console, layout


def on_ascii(show: Callable[[], None]) -> bytes:
    """Return the bytes that are written to a stdout whose encoding is ascii."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    with contextlib.redirect_stdout(stream):
        console.tolerate_any_terminal()
        show()
        stream.flush()
        return buffer.getvalue()


PATHS = ["src/p/a.py", "src/p/db/one.py", "src/p/db/two.py", "tests/test_a.py", "README.md"]


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        (None, "p/ src/ p/ db/ one.py two.py a.py tests/ test_a.py README.md"),
        ("src/p", "p/ src/ p/ db/  (2 files) a.py tests/  (1 file) README.md"),
    ],
)
def test_a_tree_lists_folders_before_files_and_opens_what_is_wanted(
    capsys: pytest.CaptureFixture[str], opened: str | None, expected: str
) -> None:
    console.show(layout.tree("p", PATHS, opened))

    assert " ".join(line.strip("│├└─ \xa0") for line in capsys.readouterr().out.splitlines()) == expected


def test_text_that_looks_like_markup_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    console.show(layout.tree("[red]p[/red]", [":rocket:.py"]), layout.table(["[b]"], [["[/i]"]]))

    shown = capsys.readouterr().out
    assert all(text in shown for text in ("[red]p[/red]/", ":rocket:.py", "[b]", "[/i]"))


def test_a_terminal_without_unicode_gets_ascii() -> None:
    shown = on_ascii(lambda: console.show(layout.tree("p", ["src/é.py"]), layout.table(["a"], [["日"]])))

    assert b"src/" in shown
    assert b"?.py" in shown


def test_a_document_is_ascii_and_keeps_its_text() -> None:
    shown = on_ascii(lambda: console.document({"title": "日本"}))

    assert b'"\\u65e5\\u672c"' in shown


class Terminal(io.StringIO):
    """Text stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "variables", "coloured"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_terminals_have_colours_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, variables: dict[str, str], coloured: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | variables).items():
        monkeypatch.setenv(name, value)

    assert console.styled("x", "error", stream) == ("\x1b[1;31mx\x1b[0m" if coloured else "x")
    with contextlib.redirect_stdout(stream):
        console.show(layout.table(("a",), [("b",)]))
    assert ("\x1b[" in stream.getvalue()) is coloured
