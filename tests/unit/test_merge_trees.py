"""Trees in memory: line endings, and files that only one side changed."""

import pytest

from fastapi_adv.merge.three_way import merge_one_sided
from fastapi_adv.template import tree
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File, Tree


def files(**content: bytes) -> Tree:
    """A tree of plain files."""
    return {name: File(PLAIN, data) for name, data in content.items()}


@pytest.mark.parametrize(
    ("data", "is_so"),
    [(b"a\r\nb\r\n", True), (b"a\nb\n", False), (b"a\r\nb\n", False), (b"", False), (b"\0\r\n", False)],
)
def test_a_file_has_windows_endings_if_all_of_its_lines_have(data: bytes, is_so: bool) -> None:
    assert tree.is_crlf(data) is is_so


def test_files_are_the_same_whatever_their_line_endings() -> None:
    assert tree.same(File(PLAIN, b"a\r\n"), File(PLAIN, b"a\n"))
    assert not tree.same(File(PLAIN, b"a\n"), File(PLAIN, b"b\n"))
    assert not tree.same(File(PLAIN, b"a\n"), File(EXECUTABLE, b"a\n"))
    assert not tree.same(File(PLAIN, b"a\n"), None)


def test_binaries_keep_their_bytes() -> None:
    binary = File(PLAIN, b"\0\n")

    assert tree.to_crlf(binary) == binary


def test_what_one_side_alone_changed_needs_no_git() -> None:
    base = files(theirs=b"1", yours=b"1", dropped=b"1", alike=b"1")
    yours = files(theirs=b"1", yours=b"2", dropped=b"1", alike=b"2", own=b"1")
    target = files(theirs=b"2", yours=b"1", alike=b"2", new=b"1")

    merged, both = merge_one_sided(base, yours, target)

    assert merged.write == files(theirs=b"2", new=b"1")
    assert merged.delete == ["dropped"]
    assert both == set()


def test_what_both_sides_changed_is_named() -> None:
    _, both = merge_one_sided(files(a=b"1", b=b"1"), files(a=b"2", b=b"2", c=b"1"), files(a=b"3", c=b"2"))

    assert both == {"a", "b", "c"}
