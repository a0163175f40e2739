"""Dependencies of pyproject.toml: the template's and the owner's meet as sets."""

import tomllib

import pytest

from fastapi_adv.merge.dependencies import merge

BASE = """\
[project]
name = "x"
dependencies = [
    # core
    "fastapi>=0.165,<1",
    "uvicorn[standard]>=0.54,<1",
]

[dependency-groups]
dev = [
    "pytest>=9",
]
"""
TARGET = BASE.replace("    # core\n", '    # auth\n    "pyjwt>=2,<3",\n    # core\n')


def merged(yours: str, base: str = BASE, target: str = TARGET) -> str:
    """Yours after the way from base to target; the other two have the same arrays then."""
    left, middle, right, _ = merge(base, yours, target)
    assert tomllib.loads(left)["project"]["dependencies"] == tomllib.loads(middle)["project"]["dependencies"]
    assert tomllib.loads(right)["project"]["dependencies"] == tomllib.loads(middle)["project"]["dependencies"]
    return middle


def test_an_untouched_list_becomes_the_template_s() -> None:
    assert merged(BASE) == TARGET


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('    "fastapi>=0.165,<1",\n', '    "fastapi>=0.165,<1",\n    "boto3>=1",\n'),
        ('    "uvicorn[standard]>=0.54,<1",\n', '    "uvicorn[standard]>=0.54,<1",\n    "boto3>=1", # S3\n'),
        ("    # core\n", "    # ours\n    'boto3>=1',\n    # core\n"),
        ('"fastapi>=0.165,<1",', '"fastapi>=0.165.1,<0.166",  # see issue 7'),
        ('    "uvicorn[standard]>=0.54,<1",\n', '    "uvicorn[standard]>=0.54,<1"\n'),
        ('    "uvicorn[standard]>=0.54,<1",\n', ""),
    ],
    ids=["between", "last", "first", "bound", "no-comma", "deleted"],
)
def test_what_the_owner_changed_stays_there_and_back(old: str, new: str) -> None:
    yours = BASE.replace(old, new)

    there = merged(yours)
    back = merged(there, TARGET, BASE)

    assert "pyjwt>=2,<3" in tomllib.loads(there)["project"]["dependencies"]
    assert there.replace('    # auth\n    "pyjwt>=2,<3",\n', "") == yours
    assert back == yours


def test_a_list_on_one_line_stays_on_one_line() -> None:
    yours = BASE.replace(BASE[BASE.index("[\n    # core") : BASE.index("]\n\n") + 1], '["boto3", "fastapi>=0.165,<1"]')

    assert 'dependencies = ["pyjwt>=2,<3", "boto3", "fastapi>=0.165,<1"]' in merged(yours)


def test_an_empty_list_takes_the_template_s_form() -> None:
    target = BASE.replace('    "pytest>=9",\n', '    "mypy>=2",\n    "pytest>=9",\n')

    assert 'dev = [\n    "mypy>=2",\n]' in merged(BASE.replace('[\n    "pytest>=9",\n]', "[]"), target=target)


def test_a_new_bound_of_the_template_comes_through_unless_the_owner_has_another() -> None:
    target = BASE.replace("fastapi>=0.165,<1", "fastapi>=0.170,<1").replace("0.54", "0.60")
    yours = BASE.replace("fastapi>=0.165,<1", "fastapi==0.165.3")

    *_, kept = merge(BASE, yours, target)

    assert merged(yours, target=target) == target.replace("fastapi>=0.170,<1", "fastapi==0.165.3")
    assert kept == ["fastapi==0.165.3 stays as you have it, the template wants fastapi>=0.170,<1"]


def test_a_dropped_dependency_whose_bound_the_owner_changed_is_kept_and_told() -> None:
    yours = TARGET.replace("pyjwt>=2,<3", "pyjwt>=2.9,<3")

    *_, kept = merge(TARGET, yours, BASE)

    assert "pyjwt>=2.9,<3" in tomllib.loads(merged(yours, TARGET, BASE))["project"]["dependencies"]
    assert kept == ["pyjwt>=2.9,<3 stays as you have it, the template drops it"]


def test_a_dependency_that_the_owner_had_already_is_not_written_twice() -> None:
    yours = BASE.replace("    # core\n", '    "PyJWT[crypto]>=2",\n    # core\n')

    *_, kept = merge(BASE, yours, TARGET)

    assert [d for d in tomllib.loads(merged(yours))["project"]["dependencies"] if "jwt" in d.lower()] == [
        "PyJWT[crypto]>=2"
    ]
    assert kept == ["PyJWT[crypto]>=2 stays as you have it, the template wants pyjwt>=2,<3"]


def test_a_dependency_that_the_owner_had_already_stays_where_and_as_it_was_there_and_back() -> None:
    yours = BASE.replace('    "uvicorn', '    "pyjwt==2.8.0",  # pinned\n    "uvicorn')

    there = merged(yours)
    back = merged(there, TARGET, BASE)

    assert there == yours
    assert back == yours


def test_markers_tell_two_of_the_same_name_apart() -> None:
    two = "    \"tzdata>=1; sys_platform == 'win32'\",\n    \"tzdata>=2; sys_platform != 'win32'\",\n"
    target = BASE.replace("    # core\n", f"{two}    # core\n")

    assert merged(BASE.replace('"fastapi', '"boto3",\n    "fastapi'), target=target).count("tzdata") == 2


def test_groups_and_extras_are_lists_too() -> None:
    extra = '\n[project.optional-dependencies]\ns3 = ["boto3"]\n'
    target = BASE.replace('"pytest>=9"', '"mypy>=2",\n    "pytest>=9"') + extra.replace('"]', '", "s3fs"]')
    yours = BASE.replace('"pytest>=9"', '"pytest>=9",\n    "freezegun"') + extra.replace('["', '["moto", "')

    document = tomllib.loads(merge(BASE + extra, yours, target)[1])

    assert document["dependency-groups"]["dev"] == ["mypy>=2", "pytest>=9", "freezegun"]
    assert document["project"]["optional-dependencies"]["s3"] == ["moto", "boto3", "s3fs"]


@pytest.mark.parametrize(
    "odd",
    [
        BASE.replace('"fastapi>=0.165,<1",', '"fastapi>=0.165,<1", {include-group = "x"},'),
        BASE.replace("dependencies = [", "dependencies = [["),
        "not toml [",
        "",
    ],
)
def test_what_cannot_be_read_is_left_to_the_line_merge(odd: str) -> None:
    assert merge(BASE, odd, TARGET)[1] == odd
