"""The catalogue: validation of entries, and lookup by name or alias."""

from typing import Any

import pytest

from fastapi_adv.catalogue.loader import declare
from fastapi_adv.errors import Refused, Usage
from tests.unit.entries import AUTH, CACHE, CORE, DATABASE, REDIS, SSE, catalogue


def entry(**keys: Any) -> dict[str, Any]:
    return {"name": "pages", "summary": "Pages", **keys}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([CORE, entry(colour="red")], "entry 'pages': unknown key 'colour'"),
        ([CORE, entry(name="Pages")], "key 'name' must be lower-case"),
        ([CORE, entry(summary="Pages.")], "key 'summary' must be one line"),
        ([CORE, entry(summary="p" * 73)], "key 'summary' must be one line"),
        ([CORE, entry(kind="plugin")], "key 'kind' must be core, part or feature"),
        ([CORE, entry(public="yes")], "key 'public' must be true or false"),
        ([CORE, entry(paths="src")], "key 'paths' must be a list of text"),
        ([CORE, entry(middleware={"first": "x"})], "key 'middleware' must map numbers"),
        ([CORE, entry(services=["redis"])], "key 'services' must be a mapping"),
        ([CORE, entry(guard=1)], "key 'guard' must be text"),
        ([CORE, entry(environment=[{"name": "A"}])], "key 'environment' must be a list of mappings"),
        ([CORE, entry(requires=["nothing"])], "key 'requires' names 'nothing', which is not declared"),
        ([CORE, entry(conflicts=["nothing"])], "key 'conflicts' names 'nothing', which is not declared"),
        ([CORE, entry(requires=["pages"])], "key 'requires' names the entry itself"),
        ([CORE, entry(), entry()], "key 'name' is declared twice"),
        ([CORE, entry(name="json")], "would hide the option --json"),
        ([CORE, entry(aliases=["lifespan"])], "which already finds core"),
        ([CORE, entry(aliases=["core"])], "which already finds core"),
        ([entry()], "entry 'core': key 'kind'"),
        ([CORE, entry(paths=["/src"])], "must be a relative path"),
        ([CORE, entry(paths=["src/../x"])], "must be a relative path"),
        ([CORE, DATABASE, entry(paths=["src/{package}/database/pages"])], "overlaps 'src/{package}/database' of entry"),
        ([CORE, DATABASE, entry(paths=["src/{package}"])], "overlaps"),
        ([CORE, DATABASE, entry(bridges=[{"path": "src/x.py", "with": "database"}])], "is outside its own paths"),
        ([CORE, entry(bridges=[{"path": "src/x.py", "with": "database"}])], "names 'database', which is not declared"),
        ([CORE, entry(import_names=["jwt"])], "key 'import_names' must be a mapping"),
        ([CORE, entry(import_names={"pyjwt": "jwt"})], "key 'import_names' must be a list of text"),
        ([CORE, entry(import_names={"pyjwt": ["jwt"]})], "names 'pyjwt', which is not a dependency of the entry"),
        ([CORE, entry(used_without_import={"jinja2": "x"})], "key 'used_without_import' must be a list of text"),
        ([CORE, entry(mentions={"src/x.py": ["/items"]})], "key 'mentions' has 'src/x.py', which is outside its own"),
        ([CORE, "pages"], "each entry is a mapping with name and summary"),
        ({"core": {}}, "must be a list of entries"),
    ],
)
def test_an_invalid_entry_is_refused_with_file_entry_and_key(entries: object, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        declare(entries, "some/features.yml")

    assert refusal.value.message.startswith("some/features.yml: ")
    assert message in refusal.value.message


def test_a_cycle_of_requirements_is_refused() -> None:
    first, second = entry(requires=["other"]), entry(name="other", requires=["pages"])

    with pytest.raises(Refused, match="has a cycle: pages -> other -> pages"):
        declare([CORE, first, second])


def test_a_fifth_bridge_is_refused() -> None:
    paths = [f"src/{{package}}/pages/b{number}.py" for number in range(5)]
    bridged = entry(paths=["src/{package}/pages"], bridges=[{"path": path, "with": "database"} for path in paths])

    with pytest.raises(Refused, match="at most 4"):
        declare([CORE, DATABASE, bridged])


def test_paths_that_only_begin_alike_do_not_overlap() -> None:
    declared = declare(
        [CORE, entry(paths=["src/{package}/http"]), entry(name="etag", paths=["src/{package}/http_cache"])]
    )

    assert [item.name for item in declared] == ["core", "pages", "etag"]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("auth", "auth"),
        ("AUTH", "auth"),
        (" auth ", "auth"),
        ("lifespan", "core"),
        ("redis", "cache"),
        ("core", "core"),
    ],
)
def test_a_word_finds_an_entry_by_name_or_alias_and_an_alias_wins_over_a_part(word: str, name: str) -> None:
    assert catalogue().find(word).name == name


def test_a_part_without_such_an_alias_is_found_by_its_name() -> None:
    assert declare([CORE, REDIS]).find("redis").kind == "part"


@pytest.mark.parametrize(("typo", "meant"), [("auht", "auth"), ("databse", "database"), ("lifespam", "core")])
def test_an_unknown_word_gets_near_matches_and_the_list_of_features(typo: str, meant: str) -> None:
    with pytest.raises(Usage) as refusal:
        catalogue().find(typo)

    assert repr(typo) in refusal.value.message
    assert f"Did you mean `{meant}`?" in refusal.value.hint
    assert "database, auth, cache, sse, polling" in refusal.value.hint


def test_import_names_are_declared_or_derived_from_the_distribution() -> None:
    assert catalogue().import_names == {"sqlalchemy": ("sqlalchemy",), "pyjwt": ("jwt",)}


def test_a_suggestion_is_never_a_part() -> None:
    with pytest.raises(Usage) as refusal:
        declare([CORE, {**REDIS, "name": "events"}, DATABASE]).find("event")

    assert "events" not in refusal.value.hint


def test_only_features_have_flags() -> None:
    declared = declare([CORE, REDIS, DATABASE, AUTH, CACHE, {**SSE, "conflicts": []}])

    assert [feature.name for feature in declared.features] == ["database", "auth", "cache", "sse"]
