"""Interruption of a run: it reports its results and removes its files."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from fastapi_adv.verify.process_group import Processes
from tests.shared_environment import shared_environment
from tests.support import environment


def test_an_interrupted_run_reports_its_results_and_ends_with_130(tmp_path: Path) -> None:
    shared_environment(Processes())  # otherwise uv leaves a lock file in TMPDIR
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
        first = run.stderr.readline()  # the larger variant starts first
        os.kill(run.pid, signal.SIGINT)
        output, _ = run.communicate(timeout=60)

    document = json.loads(output)
    assert "ok  responses" in first
    assert run.returncode == 130
    assert document["interrupted"] is True
    assert [variant["variant"] for variant in document["variants"]] == ["responses"]
    assert list(tmp_path.iterdir()) == []
