"""The README of a generated project: each request in it gets the answer below it."""

import re
import subprocess
from collections.abc import Iterator

import pytest

from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.process_group import Processes
from tests.served import ask, render, serving

FEATURES = [entry.name for entry in source.catalogue(source.root()).features]
SERVED = [
    entry.name
    for entry in source.catalogue(source.root()).features
    if any(path.startswith("src/") for path in entry.paths)
]
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, str]]]:
    """Return the expected and the received answer of each section."""
    folder, scratch = tmp_path_factory.mktemp("readme"), tmp_path_factory.mktemp("server")
    processes = Processes()
    project = render(folder, FEATURES, processes)
    readme = (project.source.parent / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^### (\S+)\n(?:(?!^#).*\n)*?```console\n\$ (.*)\n((?s:.*?))\n```$", readme, re.MULTILINE)
    with serving(project, scratch) as host:
        token, answers = "", {}
        for name, request, expected in sorted(found, key=lambda section: section[0] != "auth"):
            command = request.replace(ADDRESS, f"http://{host}").replace("$TOKEN", token)
            command = command.replace("curl ", "curl -sS ", 1)
            received = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=False)
            answers[name] = (expected, received.stdout.replace("\r", "") + received.stderr)
            if name == "auth":
                login = b"username=ada@example.org&password=correct horse battery"
                token = ask(host, "/auth/token", login)["access_token"]
        yield answers


@pytest.mark.parametrize("name", ["core", *SERVED])
def test_the_request_of_a_section_gets_the_answer_below_it(answers: dict[str, tuple[str, str]], name: str) -> None:
    expected, received = answers[name]
    pattern = re.escape(expected).replace("…", "(?s:.*)")

    assert re.match(pattern, received.strip()), received


def test_curl_is_the_only_program_of_the_examples() -> None:
    catalogue = source.catalogue(source.root())

    assert all(entry.example["request"].startswith("curl ") for entry in catalogue if entry.name in ["core", *SERVED])


def test_a_project_without_the_demonstration_does_not_mention_it() -> None:
    answers = {"project_name": "shop", "package_name": "shop", "features": FEATURES, "resources": []}
    readme = Template(source.root()).render(answers)["README.md"].data.decode()

    assert "/items" not in readme
    assert "/categories" not in readme
