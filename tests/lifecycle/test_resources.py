"""generate, change and destroy as their users type them."""

import json
from pathlib import Path

import pytest

from fastapi_adv.merge.plan import plan
from fastapi_adv.project import state
from fastapi_adv.project.work_tree import WorkTree
from fastapi_adv.template.answers import Answers
from fastapi_adv.template.tree import File
from tests.conftest import Cli
from tests.lifecycle.conftest import commit
from tests.lifecycle.small import write
from tests.lifecycle.test_commands import told
from tests.lifecycle.trees import TEMPLATE
from tests.support import git, snapshot

INVOICE = ("number:str:50:unique", "due:date:optional", "status:enum:draft,sent:default=draft", "item:ref:items")
MERGE = "uv run python -m demo.database.migrate merge"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> Path:  # noqa: ARG001  # `cli` sets the folder
    """A fresh project with a database, committed; commands are typed inside it."""
    root = tmp_path / "demo"
    write(root, TEMPLATE.render(Answers("demo", "demo", features=("database",)).data()))
    git("init", "-q", cwd=root)
    commit(root)
    monkeypatch.chdir(root)
    return root


def plurals(root: Path) -> list[str]:
    return [resource["plural"] for resource in state.read(root).answers.resources or ()]


def migration(root: Path, revision: str, after: str) -> None:
    """Write a migration of the owner on the branch of items."""
    file = root / f"src/demo/items/migrations/{revision}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'revision = "{revision}"\ndown_revision = "{after}"\nbranch_labels = None\ndepends_on = None\n')


def test_generate_then_destroy_gives_the_project_before(cli: Cli, demo: Path) -> None:
    before = snapshot(demo)

    assert cli("generate", "resource", "invoice", *INVOICE).code == 0
    assert plurals(demo) == ["categories", "invoices", "items"]
    commit(demo)
    assert cli("destroy", "resource", "invoices").code == 0

    assert snapshot(demo) == before


def test_a_dry_run_writes_nothing_and_shows_the_difference(cli: Cli, demo: Path) -> None:
    before = snapshot(demo)

    result = cli("generate", "resource", "invoice", *INVOICE, "--dry-run", "--diff")

    assert result.code == 0
    assert "change    .fastapi-adv.yml" in result.out
    assert '+  - name: "invoice"' in result.out
    assert snapshot(demo) == before


def test_json_has_the_resource_and_the_commands_for_before_and_after(cli: Cli, demo: Path) -> None:
    made = cli("generate", "resource", "invoice", *INVOICE, "--json").json()
    commit(demo)

    gone = cli("destroy", "resource", "invoice", "--json").json()

    assert (made["command"], made["resource"]["plural"], made["exit_code"]) == ("generate", "invoices", 0)
    assert "uv run python -m demo.database.migrate upgrade heads" in made["next"]
    assert gone["first"] == ["uv run python -m demo.database.migrate downgrade invoices@base"]


def test_resources_are_listed_and_described(cli: Cli, demo: Path) -> None:
    cli("generate", "resource", "invoice", *INVOICE)

    assert cli("resources").out.splitlines()[1].split() == ["invoices", "number,", "due,", "status,", "item"]
    assert f"fastapi-adv generate resource invoice {' '.join(INVOICE)}" in cli("resources", "invoices").out
    document = cli("resources", "invoice", "--json").json()
    assert document["resource"]["words"] == list(INVOICE)
    assert document["path"] == str(demo)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["generate", "resource", "invoice"], 2, "FIELD is required"),
        (["generate", "resource", "item", "a:str"], 2, "'item' already exists"),
        (["generate", "resource", "cache", "a:str"], 2, "'cache' is reserved"),
        (["generate", "resource", "info", "a:str"], 2, "'info' is reserved"),
        (["generate", "resource", "patient", "model:str"], 2, "'model' is reserved"),
        (["generate", "resource", "invoice", "a:strr"], 2, "Unknown type 'strr'"),
        (["generate", "resource", "invoice", "a:str", "--owned"], 2, "need the feature auth"),
        (["generate", "resource", "invoice", "a:str", "--from-openapi", "x#/y"], 2, "Fields contradict"),
        (["change", "resource", "items"], 2, "is required"),
        (["change", "resource", "itms", "a:str:optional"], 2, "Did you mean `items`?"),
        (["change", "resource", "items", "--rename", "name"], 2, "must be OLD=NEW"),
        (["change", "resource", "items", "--drop", "description"], 3, "items.description: the column is dropped"),
        (["destroy", "resource", "categories"], 2, "items.category refers to it"),
        (["remove", "database"], 2, "database cannot be removed: invoices need it"),
        (["resources", "x"], 2, "Unknown resource 'x'"),
        (["add", "cache", "--no-demo"], 2, "database is already enabled"),
    ],
)
def test_a_refusal_says_what_to_type_and_writes_nothing(
    cli: Cli, demo: Path, words: list[str], code: int, said: str
) -> None:
    cli("generate", "resource", "invoice", "a:str")
    if words[:3] == ["generate", "resource", "invoice"]:
        words[2] = "bill"
    commit(demo)
    before = snapshot(demo)

    result = cli(*words)

    assert result.code == code
    told(result, said)
    assert snapshot(demo) == before


def test_uncommitted_changes_are_refused(cli: Cli, demo: Path) -> None:
    readme = demo / "README.md"
    readme.write_text(readme.read_text() + "mine\n")

    told(cli("generate", "resource", "invoice", *INVOICE), "Uncommitted changes: README.md", "--force")


def test_the_unchanged_demonstration_goes_and_comes_with_database(cli: Cli, demo: Path) -> None:
    before = snapshot(demo)

    result = cli("remove", "database")

    assert result.code == 0
    assert "downgrade items@base" in result.err
    assert "resources" not in (demo / state.FILE).read_text()
    commit(demo)
    cli("add", "database")
    assert snapshot(demo) == before


def test_the_demonstration_can_be_left_out(cli: Cli, tmp_path: Path) -> None:
    cli("new", "bare", "--database", "--no-demo", "--no-git")
    cli("new", "late", "--no-git")
    cli("add", "database", "--no-demo", "--project", "late")

    assert plurals(tmp_path / "bare") == plurals(tmp_path / "late") == []
    assert "resources: []" in (tmp_path / "bare" / state.FILE).read_text()


def test_a_resource_needs_the_database(cli: Cli, tmp_path: Path) -> None:
    cli("new", "bare", "--no-git")

    told(
        cli("generate", "resource", "a", "b:str", "--project", str(tmp_path / "bare")), "Type: fastapi-adv add database"
    )


def test_a_step_follows_the_last_migration_of_the_branch_even_the_owner_s(cli: Cli, demo: Path) -> None:
    migration(demo, "mine1", "items_0001")
    commit(demo)

    assert cli("change", "resource", "items", "weight:float:optional").code == 0

    (items,) = (one for one in state.read(demo).answers.resources or () if one["plural"] == "items")
    assert items["steps"][-1] == {"revision": "items_0002", "after": "mine1"}


def test_two_heads_are_named_with_the_command_that_joins_them(cli: Cli, demo: Path) -> None:
    for name in ("mine1", "mine2"):
        migration(demo, name, "items_0001")
    commit(demo)

    told(cli("change", "resource", "items", "weight:float:optional"), "2 heads: mine1, mine2", f"{MERGE} mine1 mine2")
    checked = cli("check", "--json").json()
    assert checked["heads"][0]["heads"] == ["mine1", "mine2"]
    assert checked["heads"][0]["command"].startswith(MERGE)
    assert cli("check").code == checked["exit_code"] == 1


def test_dropping_a_field_needs_an_accepted_loss(cli: Cli, demo: Path) -> None:
    result = cli("change", "resource", "items", "--drop", "description")
    assert "fastapi-adv change resource items --drop description --accept-data-loss" in result.err

    assert cli("change", "resource", "items", "--drop", "description", "--accept-data-loss").code == 0
    assert "until: 2" in (demo / state.FILE).read_text()


def test_two_branches_that_changed_the_resources_are_explained(cli: Cli, demo: Path) -> None:
    git("branch", "theirs", cwd=demo)
    cli("change", "resource", "items", "weight:float:optional")
    commit(demo)
    git("checkout", "-q", "theirs", cwd=demo)
    cli("change", "resource", "items", "colour:str:20:optional", "--rename", "price_cents=cents")
    cli("generate", "resource", "invoice", *INVOICE, "--force")
    commit(demo)
    git("checkout", "-q", "-", cwd=demo)
    with pytest.raises(Exception, match="merge"):
        git("merge", "theirs", cwd=demo)

    result = cli("check")

    told(result, "both branches changed the resources", f"generate resource invoice {' '.join(INVOICE)}")
    assert "fastapi-adv change resource items" in result.err
    assert "--rename price_cents=cents" in result.err
    assert "colour:str:20:optional" in result.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type: "int"', 'type: "number"', "Unknown type 'number'"),
        ('plural: "items"', 'plural: "../items"', "'../items' is not valid"),
        ("min: 0", "mim: 0", "unknown key 'mim'"),
        ("length: 200", 'length: "200"', "length must be a whole number"),
        ('revision: "items_0001"', 'revision: "items_1"', "step 1 must be items_0001"),
        ('after: ""', 'after: "; drop"', "'after' must be a revision"),
        ("min: 0", "min: 0, since: 4", "its steps must ascend from 1 to 1"),
        ('to: "categories"', 'to: "nothing"', "refers to 'nothing'"),
        ('  - name: "item"', '  - title: "item"', "key 'name' is missing"),
    ],
)
def test_a_resource_that_is_not_sound_is_refused_with_the_file(
    cli: Cli, demo: Path, old: str, new: str, said: str
) -> None:
    file = demo / state.FILE
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))

    told(cli("check"), f"{file}: key 'resources': ", said)


def test_fields_of_a_schema_become_a_command(cli: Cli, demo: Path) -> None:
    schema = {
        "required": ["dueOn", "total", "id"],
        "properties": {
            "id": {"type": "integer"},
            "dueOn": {"type": "string", "format": "date"},
            "total": {"type": "integer", "minimum": 0, "format": "int64"},
            "note": {"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}]},
            "state": {"$ref": "#/components/schemas/State"},
            "odd": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        },
    }
    schemas = {"Invoice": schema, "State": {"type": "string", "enum": ["open", "paid"]}}
    (demo / "api.json").write_text(json.dumps({"components": {"schemas": schemas}}))

    result = cli("generate", "resource", "invoice", "--from-openapi", "api.json#/components/schemas/Invoice")

    words = "due_on:date total:bigint:min=0 note:str:50:optional state:enum:open,paid:optional"
    assert f"  fastapi-adv generate resource invoice {words}\n" in result.err
    assert "Skipped odd: its type is not supported." in result.err
    assert result.code == 0
    assert cli("resources", "invoices", "--json").json()["resource"]["words"] == words.split()
    told(
        cli("generate", "resource", "bill", "--from-openapi", "api.json#/components/schemas/X"),
        "Schemas: Invoice, State.",
    )


def test_a_table_needs_the_libraries_of_the_project(cli: Cli, demo: Path) -> None:
    result = cli("generate", "resource", "bill", "--from-table", "sqlite:///x.db", "bills")

    assert result.code == 4
    told(result, "Type: uv sync")
    assert demo.is_dir()


MIGRATION = "src/demo/items/migrations/items_0001.py"


def test_no_change_of_the_template_rewrites_a_migration(demo: Path) -> None:
    base = TEMPLATE.render(Answers("demo", "demo", features=("database",)).data())
    target = base | {MIGRATION: File(0o100644, base[MIGRATION].data + b"# of a newer template\n")}

    change = plan(WorkTree(demo), base, target, state.FILE)

    assert change.touched == set()
    assert change.merge.kept == {MIGRATION: "migrations are written once"}


def test_auth_stays_while_rows_are_owned(cli: Cli, demo: Path) -> None:
    cli("add", "auth")
    commit(demo)
    assert cli("generate", "resource", "note", "title:str", "--owned", "--scope", "memo").code == 0
    commit(demo)

    told(cli("remove", "auth"), "auth cannot be removed: rows of notes are owned")
    document = cli("resources", "notes", "--json").json()["resource"]
    assert (document["owned"], document["scope"]) == (True, "memo")


def test_an_edited_file_of_a_destroyed_resource_is_kept_and_named(cli: Cli, demo: Path) -> None:
    cli("generate", "resource", "invoice", *INVOICE)
    service = demo / "src/demo/invoices/service.py"
    service.write_text(service.read_text() + "\n\nMINE = 1\n")
    commit(demo)

    result = cli("destroy", "resource", "invoices")

    assert "kept      src/demo/invoices/service.py" in result.err
    assert service.is_file()
    assert not (demo / "src/demo/invoices/models.py").exists()
