"""docs/resources.md: its commands work, one after the other, in a new project."""

import re
import sys
from pathlib import Path

import pytest
import yaml

from fastapi_adv.project import state
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.workspace import describe
from tests.generated.shell import run
from tests.shared_environment import shared_environment
from tests.support import CHECKOUT, environment

PAGE = (CHECKOUT / "docs" / "resources.md").read_text(encoding="utf-8")
# `uv run` without a network: the shared environment has the dependencies of every feature.
FUNCTIONS = """
fastapi-adv() { PYTHONPATH={cli} "{ours}" -m fastapi_adv "$@"; }
uv() {
  shift
  case "$1" in
    python) shift; PYTHONPATH=src:../installed "{theirs}" "$@" ;;
    *) PYTHONPATH=src:../installed "{theirs}" -m "$@" ;;
  esac
}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the commands of the page and return the project."""
    folder = tmp_path_factory.mktemp("page")
    python = shared_environment(Processes()).python
    functions = FUNCTIONS
    for name, value in {"cli": CHECKOUT / "cli", "ours": sys.executable, "theirs": python}.items():
        functions = functions.replace(f"{{{name}}}", str(value))
    first, *blocks = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    env = environment(APP_ENVIRONMENT="test", PYTHONWARNINGS=None, DATABASE_URL=f"sqlite:///{folder}/shop.db")
    run(functions + first, folder, env)
    describe(folder / "installed", {"name": "shop", "version": "0.1.0"})
    run(functions + "\n".join(blocks), folder / "shop", env)
    return folder / "shop"


def test_every_command_works_and_destroy_leaves_no_trace(shop: Path) -> None:
    assert [resource["plural"] for resource in state.read(shop).answers.resources or ()] == ["customers"]
    assert not (shop / "src/shop/invoices/models.py").exists()


def test_the_state_file_is_the_one_shown(shop: Path) -> None:
    shown = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

    assert (
        yaml.safe_load((shop / state.FILE).read_text(encoding="utf-8"))["resources"]
        == yaml.safe_load(shown[0])["resources"]
    )
