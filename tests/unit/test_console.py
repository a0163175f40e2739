"""What users see, whatever their terminal can show."""

import contextlib
import io
from collections.abc import Callable

import pytest

from fastapi_adv import console


def on_ascii(show: Callable[[], None]) -> bytes:
    """What arrives on a stdout whose encoding is ascii."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    with contextlib.redirect_stdout(stream):
        console.bear_any_encoding()
        show()
        stream.flush()
        return buffer.getvalue()


def test_a_tree_lists_folders_before_files_and_closes_deep_ones(capsys: pytest.CaptureFixture[str]) -> None:
    console.show(console.tree("p", ["src/p/a.py", "src/p/db/one.py", "src/p/db/two.py", "README.md"], depth=3))

    lines = [line.strip("│├└─ \xa0") for line in capsys.readouterr().out.splitlines()]
    assert lines == ["p/", "src/", "p/", "db/ (2 files)", "a.py", "README.md"]


def test_text_that_looks_like_markup_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    console.show(console.tree("[red]p[/red]", [":rocket:.py"]), console.table(["[b]"], [["[/i]"]]))

    shown = capsys.readouterr().out
    assert all(text in shown for text in ("[red]p[/red]/", ":rocket:.py", "[b]", "[/i]"))


def test_a_terminal_without_unicode_gets_ascii() -> None:
    shown = on_ascii(lambda: console.show(console.tree("p", ["src/é.py"]), console.table(["a"], [["日"]])))

    assert b"src/" in shown
    assert b"?.py" in shown


def test_a_document_is_ascii_and_keeps_its_text() -> None:
    shown = on_ascii(lambda: console.document({"title": "日本"}))

    assert b'"\\u65e5\\u672c"' in shown
