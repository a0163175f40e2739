"""kustomize builds the manifests. Without kubectl, which is no Python package, this module is not collected."""

import subprocess
from pathlib import Path

import pytest

from tests.verify.test_manifests import OTHERS, manifests


@pytest.mark.parametrize("overlay", ["development", "production"])
def test_kustomize_builds_each_overlay(overlay: str, tmp_path: Path) -> None:
    for path, text in manifests(OTHERS).files.items():
        if path.startswith("deploy/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")

    command = ["kubectl", "kustomize", str(tmp_path / "deploy/kubernetes/overlays" / overlay)]
    built = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "name: shop-migrate" in built.stdout
