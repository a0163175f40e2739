"""What users see, whatever their terminal can show."""

import contextlib
import io
from collections.abc import Callable

import pytest

from fastapi_adv.terminal import console, layout


def on_ascii(show: Callable[[], None]) -> bytes:
    """What arrives on a stdout whose encoding is ascii."""
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
