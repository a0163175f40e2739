"""The command line: which command is where."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer._click import Command, Context
from typer.core import TyperGroup

from fastapi_adv import console
from fastapi_adv.ending import exit_code

# Command -> the module whose `app` holds it, imported only when the command is asked for.
COMMANDS = {
    "new": "main_new",
    "features": "main_inform",
    "add": "main_lifecycle",
    "remove": "main_lifecycle",
    "update": "main_lifecycle",
    "diff": "main_lifecycle",
    "check": "main_lifecycle",
    "verify": "main_verify",
    "doctor": "main_inform",
}


class Commands(TyperGroup):
    """Finds commands lazily, and ends the process with what they return or raise."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002  # the signature is the group's
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # for near matches only the names count
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"fastapi_adv.{COMMANDS[cmd_name]}")
        return typer.main.get_group(module.app).commands[cmd_name]

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> NoReturn:
        arguments = list(sys.argv[1:] if args is None else args)
        options["standalone_mode"] = False
        run_command = super().main
        sys.exit(exit_code(lambda: run_command(arguments, *rest, **options), arguments))


app = typer.Typer(cls=Commands, add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        from fastapi_adv import templates

        console.result(f"fastapi-adv {templates.version(templates.root())}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Generate advanced FastAPI projects, and keep them up to date."""


def run() -> None:
    """Run with the arguments and streams of this process."""
    console.bear_any_terminal()
    app(prog_name="fastapi-adv")
