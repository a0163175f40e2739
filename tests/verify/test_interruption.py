"""Ctrl-C ends a run, tells what is known, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support import environment


def test_an_interrupted_run_tells_what_is_known_and_ends_with_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "fastapi_adv",
            "verify",
            "--only",
            "none",
            "--only",
            "responses",
            "--jobs",
            "1",
            "--json",
        ],
        cwd=tmp_path,
        env=environment(TMPDIR=str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stderr is not None
        first = run.stderr.readline()  # the larger one has ended, for it is begun first
        os.kill(run.pid, signal.SIGINT)
        said, _ = run.communicate(timeout=60)

    document = json.loads(said)
    assert "ok  responses" in first
    assert run.returncode == 130
    assert document["interrupted"] is True
    assert [variant["variant"] for variant in document["variants"]] == ["responses"]
    assert list(tmp_path.iterdir()) == []
