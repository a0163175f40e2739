"""Alembic without an ini file: `python -m <package>.database.migrate upgrade heads`.

Every package with a models.py owns <package>/migrations: a branch, labelled with its name.
"""

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import CommandLine, Config
from alembic.script import ScriptDirectory

from . import environment
from .schema import Schema
from .settings import DatabaseSettings

COMMAND = f"python -m {__package__}.migrate"


def config() -> Config:
    """What an ini file would say."""
    made = Config()
    made.attributes["run"] = environment.run
    made.set_main_option(
        "script_location", str(Path(__file__).parent / "alembic").replace("%", "%%")
    )
    made.set_main_option("path_separator", "os")
    folders = os.pathsep.join(str(path) for path in environment.folders().values())
    made.set_main_option("version_locations", folders.replace("%", "%%"))
    return made


def schema() -> Schema:
    """What the migrations of this code lead to."""
    return Schema.of(ScriptDirectory.from_config(config()))


async def upgrade(settings: DatabaseSettings) -> None:
    """Bring the database up to date, from within a running application."""

    def to_heads(connection: object) -> None:
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "heads")

    await environment.connected(settings, to_heads)


def main(argv: list[str]) -> None:
    line = CommandLine(prog=COMMAND)
    options = line.parser.parse_args(argv)
    if not hasattr(options, "cmd"):
        line.parser.error("say what to do: upgrade heads, current, check, …")
    made = config()
    made.cmd_opts = options
    line.run_cmd(made, options)


if __name__ == "__main__":
    main(sys.argv[1:])
