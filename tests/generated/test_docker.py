"""Build and start of the generated Dockerfile, without Docker."""

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from fastapi_adv.verify.process_group import free_port
from tests.generated.conftest import Generate
from tests.generated.docker import Image
from tests.generated.shell import clean_environment, run

SECONDS = 60
SECRETS = {"AUTH_SECRET": "s" * 48}
"""Variables that production requires."""


@pytest.mark.parametrize("features", ["none", "all"])
def test_the_dockerfile_builds_an_application_that_serves(
    features: str, generate: Generate, everything: list[str], tmp_path: Path
) -> None:
    project = generate(*(everything if features == "all" else []))
    image = Image(tmp_path / "image", project, clean_environment(tmp_path) | SECRETS)
    image.root.mkdir()
    run("uv lock", project, image.env)

    image.build((project / "Dockerfile").read_text())

    assert [step.split()[:2] for step in image.ran] == [["uv", "sync"], ["uv", "sync"]]
    assert not (image.root / "app/.venv/bin/pytest").exists()
    assert image.healthcheck[:2] == ["python", "-c"]
    assert "/health/live" in image.healthcheck[2]
    assert image.command[image.command.index("--ws-max-size") + 1] == "65536"
    assert "--timeout-graceful-shutdown" in image.command
    assert answer(image, "/health/live") == 200


def answer(image: Image, path: str) -> int:
    """Start the image's command on a free port, and return the status of a request."""
    port = str(free_port())
    command = [port if word == "8000" else "127.0.0.1" if word == "0.0.0.0" else word for word in image.command]  # noqa: S104  # what the image binds
    program = image.root / "app/.venv/bin" / command[0]
    with subprocess.Popen([program, *command[1:]], cwd=image.place("."), env=image.env) as server:
        try:
            return status(f"http://127.0.0.1:{port}{path}", server)
        finally:
            server.terminate()


def status(address: str, server: "subprocess.Popen[bytes]") -> int:
    """Return the status of the first reply."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:  # noqa: S310  # http, and ours
                return int(reply.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no reply from {address}")
