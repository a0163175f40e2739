"""An owner's edits in every file that features share, made as an owner would make them."""

from collections.abc import Callable

from fastapi_adv.template.tree import File, Tree
from tests.lifecycle.small import text
from tests.lifecycle.trees import PACKAGE

ROUTER = '''"""Orders: the owner's own resource."""

from fastapi import APIRouter

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("")
async def list_orders() -> list[str]:
    """Every order."""
    return ["first"]
'''
TEST = '''"""The owner's own test, with the owner's own fixture."""

from fastapi.testclient import TestClient


def test_orders_are_listed(client: TestClient, order: str) -> None:
    assert client.get("/orders").json() == [order]
'''
MIGRATION = '"""The owner\'s own table."""\n\nrevision = "orders_0001"\nbranch_labels = ("orders",)\n'
OWN: Tree = {
    f"{PACKAGE}/orders.py": text(ROUTER),
    f"{PACKAGE}/invoices/migrations/0001_invoices.py": text(MIGRATION),
    "tests/test_orders.py": text(TEST),
}


def _replaced(old: str, new: str) -> Callable[[str], str]:
    def edit(content: str) -> str:
        assert old in content, f"the owner does not find {old!r}"
        return content.replace(old, new, 1)

    return edit


def _appended(lines: str) -> Callable[[str], str]:
    return lambda content: content.rstrip("\n") + "\n" + lines


def _app(content: str) -> str:
    content = _replaced("from . import about, features\n", "from . import about, features, orders\n")(content)
    anchor = "    # Add your routers here: api.include_router(orders.router)\n"
    return _replaced(anchor, "    api.include_router(orders.router)\n")(content)


def _pyproject(content: str) -> str:
    content = _replaced('    "fastapi>=0.165,<1",\n', '    "fastapi>=0.165.1,<1",\n    "boto3>=1.40,<2",\n')(content)
    content = _replaced("[dependency-groups]\ndev = [\n", '[dependency-groups]\ndev = [\n    "freezegun>=1.5,<2",\n')(
        content
    )
    scripts = '[project.scripts]\norder-desk = "order_desk.main:app"\n\n'
    content = _replaced("[dependency-groups]\n", f"{scripts}[dependency-groups]\n")(content)
    return content + '\n[tool.coverage.run]\nsource = ["order_desk"]\n'


EDITS: dict[str, Callable[[str], str]] = {
    f"{PACKAGE}/app.py": _app,
    f"{PACKAGE}/settings.py": _replaced('] = "INFO"\n', '] = "INFO"\n    currency: str = "EUR"\n'),
    f"{PACKAGE}/state.py": _appended("    currencies: int\n"),
    "pyproject.toml": _pyproject,
    "compose.yaml": _appended("\n  mailer:\n    image: axllent/mailpit\n"),
    "README.md": _appended("\n## Orders\n\nThey are listed at `/orders`.\n"),
    "tests/conftest.py": _appended('\n\n@pytest.fixture\ndef order() -> str:\n    return "first"\n'),
    ".env.example": _appended("\n# orders\n# APP_CURRENCY=EUR\n"),
    "AGENTS.md": _appended("- Orders are immutable once paid.\n"),
    ".gitignore": _appended("orders.csv\n"),
    "Dockerfile": _replaced("EXPOSE 8000\n", "EXPOSE 8000\nLABEL team=orders\n"),
    ".github/workflows/ci.yml": _appended("      - run: uv build\n"),
}


def edited(tree: Tree) -> Tree:
    """The tree with the owner's edits, and the owner's own files."""
    changed = {
        name: File(tree[name].mode, edit(tree[name].data.decode()).encode())
        for name, edit in EDITS.items()
        if name in tree
    }
    return tree | changed | OWN
