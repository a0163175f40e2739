"""Requests generated from the OpenAPI schema of a project with every feature."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.verify.process_group import Processes
from tests.properties import account, described
from tests.served import ask, render, serving

SETTINGS = {
    "APP_LOG_LEVEL": "WARNING",
    "RATE_LIMIT_ENABLED": "false",
    "AUTH_LOGIN_ATTEMPTS": "100000",
    "AUTH_ADDRESS_ATTEMPTS": "100000",
    "AUTH_HASHING_MEMORY_KIB": "32",
    "AUTH_HASHING_ROUNDS": "1",
}
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
STREAMS = {"GET /events/clock", "GET /events/{topic}"}  # endless
FORM = "POST /pages/visitor"  # needs a token of the page; tests/browser sends it
CONFIGURATION = """
continue-on-failure = true
max-redirects = 0
request-timeout = 60
generation.no-shrink = true
headers.Authorization = "Bearer {token}"
suppress-health-check = ["all"]

[[operations]]
include-operation-id = "post_auth_logout"
headers.Authorization = "Bearer {leaving}"
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, shipped: Catalogue) -> Iterator[str]:
    """Host and port of a project with every feature."""
    processes = Processes()
    try:
        features = [entry.name for entry in shipped.features]
        project = render(tmp_path_factory.mktemp("project"), features, processes)
        with serving(project, tmp_path_factory.mktemp("server"), **SETTINGS) as host:
            yield host
    finally:
        processes.stop()


@pytest.fixture(scope="module")
def report(service: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Report of schemathesis, with its output and with all operations of the schema."""
    folder = tmp_path_factory.mktemp("schemathesis")
    account.register(service)
    token, leaving, renewed = (account.log_in(service) for _ in range(3))
    task = account.furnish(service, token["access_token"], len(described.ITEMS))
    schema = described.strict(ask(service, "/openapi.json"))
    described.add_examples(schema, renewed["refresh_token"], task)
    (folder / "openapi.json").write_text(json.dumps(schema))
    known = {"token": token["access_token"], "leaving": leaving["access_token"]}
    (folder / "schemathesis.toml").write_text(CONFIGURATION.format_map(known))
    options = ["--phases=examples,coverage,fuzzing", "--max-examples=6", "--seed=5", f"--checks={','.join(CHECKS)}"]
    options += [*(f"--exclude-name={name}" for name in STREAMS), "--report-json-path=report.json"]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", f"--url=http://{service}", *options],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=240,
        check=False,
    )
    operations = {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}
    output = done.stdout.decode(errors="replace")
    path = Path(folder, "report.json")
    assert path.exists(), output
    return {**json.loads(path.read_bytes()), "output": output, "described": operations}


def test_every_reply_is_one_that_the_schema_promises(report: dict[str, Any]) -> None:
    """Check status, headers, content type and body, and that the service never fails."""
    assert report["complete"], report["output"]
    assert (report["failures"], report["errors"]) == ([], []), report["output"]


def test_every_operation_was_asked_and_has_succeeded(report: dict[str, Any]) -> None:
    """So that refusals alone do not count as a proof."""
    succeeded = {
        operation
        for operation, phases in report["valid_rates"].items()
        if any(counts["accepted"] for counts in phases.values())
    }

    assert report["described"] - succeeded == {*STREAMS, FORM}
