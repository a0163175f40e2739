"""Shell commands of generated files, run in a clean environment."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from fastapi_adv.verify.environments import uv

SECONDS = 900


def clean_environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment with its own home and with uv on PATH, without variables for this Python or its tests."""
    prefixes = ("PYTHON", "PYTEST", "VIRTUAL_ENV", "TEST_", "UV_PROJECT", "APP_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    path = os.pathsep.join([str(Path(uv()).parent), kept.get("PATH", "")])
    return kept | {"PATH": path, "HOME": str(home)} | cache(kept) | dict(more or {})


def cache(kept: Mapping[str, str]) -> dict[str, str]:
    """Return the variable that keeps uv's cache, which is in the real home."""
    return {} if "UV_CACHE_DIR" in kept else {"UV_CACHE_DIR": str(Path.home() / ".cache" / "uv")}


def run(command: str, cwd: Path, env: Mapping[str, str]) -> str:
    """Run a line of shell and return what it printed. The test fails if the command does."""
    done = subprocess.run(
        ["bash", "-e", "-c", command], cwd=cwd, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )

    assert done.returncode == 0, f"$ {command}\n{(done.stdout + done.stderr)[-4000:]}"
    return done.stdout
