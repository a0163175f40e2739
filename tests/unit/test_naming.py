"""Names of a project, derived from its title."""

import re
import string

import pytest

from fastapi_adv.catalogue.naming import LONGEST_PACKAGE, name_here, name_project, one_line
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.errors import Usage
from tests.unit.entries import catalogue

RESERVED = reserved_names(catalogue())


@pytest.mark.parametrize(
    ("title", "distribution"),
    [
        ("myproj", "myproj"),
        ("my-app", "my-app"),
        ("My_App", "my-app"),
        ("my..app", "my-app"),
        ("My Shop", "my-shop"),
        ("  My   Shop  ", "my-shop"),
        ("Ada's shop", "adas-shop"),
        ("Café Crème", "cafe-creme"),
        ("Øresund Straße", "oresund-strasse"),
        ("shop 日本", "shop"),
        ("🚀 rocket", "rocket"),
        ("ｆｕｌｌ", "full"),
        ("app2", "app2"),
        ("a", "a"),
        ("a" * LONGEST_PACKAGE, "a" * LONGEST_PACKAGE),
        ("server", "server"),
        ("app", "app"),
        ("console", "console"),
        ("extensions", "extensions"),
        ("com10", "com10"),
    ],
)
def test_a_title_gives_folder_and_package(title: str, distribution: str) -> None:
    names = name_project(title, RESERVED)

    assert names.title == " ".join(title.split())
    assert names.distribution == distribution
    assert names.package == distribution.replace("-", "_")
    assert names.package.isidentifier()


@pytest.mark.parametrize(
    "title",
    "fastapi FastAPI pytest httpx2 httpx redis- sqlalchemy SQLAlchemy pyjwt jwt starlette websockets anyio uvicorn "
    "yaml Pydantic_Settings typing_extensions pathspec rich-toolkit tenacity requests google dateutil attr".split(),
)
def test_the_name_of_a_library_that_projects_use_is_refused(title: str) -> None:
    with_redis = RESERVED | {"redis": "a library"}

    with pytest.raises(Usage, match="is reserved") as refusal:
        name_project(title, with_redis)

    assert "my-" in refusal.value.hint


@pytest.mark.parametrize(
    "title", ["class", "None", "await", "json", "email", "asyncio", "imp", "cgi", "annotationlib", "__future__"]
)
def test_keywords_and_standard_modules_are_refused(title: str) -> None:
    with pytest.raises(Usage, match="Python"):
        name_project(title, RESERVED)


@pytest.mark.parametrize("title", ["test", "Tests", "src", "conftest", "build", "dist"])
def test_folder_names_that_tools_reserve_are_refused_and_listed(title: str) -> None:
    with pytest.raises(Usage, match=r"build, conftest, dist, .*src, test, tests"):
        name_project(title, RESERVED)


@pytest.mark.parametrize("title", ["con", "AUX", "nul", "prn", "com1", "LPT9", "con.txt", "nul.tar.gz", "COM¹"])
def test_windows_devices_are_refused_also_with_an_extension(title: str) -> None:
    with pytest.raises(Usage, match="a device name on Windows"):
        name_project(title, RESERVED)


@pytest.mark.parametrize(
    "title", ["../evil", "/abs/evil", "..\\evil", "~evil", "~", "..", "...", "a/b", "C:evil", "C:\\evil", " ~x", "./x"]
)
def test_paths_are_refused(title: str) -> None:
    with pytest.raises(Usage, match="is a path") as refusal:
        name_project(title, RESERVED)

    assert "--output-dir" in refusal.value.hint


@pytest.mark.parametrize("title", ["", "   ", "🚀", "日本語", "日本2", "42", "4-2", "---", "!!!", "_", "日本 4.2"])
def test_titles_without_a_latin_letter_are_refused_with_advice(title: str) -> None:
    with pytest.raises(Usage, match="must contain a letter from a to z") as refusal:
        name_project(title, RESERVED)

    assert "Latin letters" in refusal.value.hint


def test_a_leading_digit_is_refused_with_a_name_to_type() -> None:
    with pytest.raises(Usage, match="starts with a digit") as refusal:
        name_project("2 fast", RESERVED)

    assert "app-2-fast" in refusal.value.hint


def test_one_character_too_many_is_refused_with_a_shorter_name() -> None:
    with pytest.raises(Usage, match="41 characters; the maximum is 40") as refusal:
        name_project("a" * 41, RESERVED)

    assert refusal.value.hint.endswith(" " + "a" * 40)


def test_a_title_whose_names_are_short_but_which_is_long_itself_is_refused() -> None:
    with pytest.raises(Usage, match="the maximum is 100"):
        name_project("a" + "🚀" * 100, RESERVED)


@pytest.mark.parametrize(
    "sign", ["\x00", "\x1b", "\x7f", "\u202e", "\u200b", "\ud800", "\ufffe", "\uffff", "\U0001ffff", "\ufdd0"]
)
def test_control_characters_are_refused_and_shown_escaped(sign: str) -> None:
    with pytest.raises(Usage, match="control characters") as refusal:
        name_project(f"a{sign}b", RESERVED)

    assert sign not in refusal.value.message


def test_unassigned_characters_are_accepted() -> None:
    assert one_line("a\u0378b", "--author") == "a\u0378b"


@pytest.mark.parametrize("first", string.punctuation)
def test_every_accepted_title_gives_a_canonical_name(first: str) -> None:
    for second in string.punctuation:
        try:
            names = name_project(f"x{first}{second}y", RESERVED)
        except Usage as refusal:
            assert refusal.hint
        else:
            assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", names.distribution)
            assert names.package.isidentifier()


def test_text_is_folded_to_one_line() -> None:
    assert one_line(' He said\n "{{ 7*7 }}"\t\\ # \' ', "--description") == 'He said "{{ 7*7 }}" \\ # \''


@pytest.mark.parametrize(("folder", "package"), [("myproj", "myproj"), ("My_Proj", "my_proj"), ("my.proj", "my_proj")])
def test_here_takes_the_name_of_the_folder(folder: str, package: str) -> None:
    assert name_here(folder, RESERVED).package == package


@pytest.mark.parametrize("folder", ["my project!", "", "-x", "x-", "日本", "café"])
def test_a_folder_that_cannot_name_a_project_is_refused_with_advice(folder: str) -> None:
    with pytest.raises(Usage, match="is not a valid project name") as refusal:
        name_here(folder, RESERVED)

    assert "Rename the folder" in refusal.value.hint
