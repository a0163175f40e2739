"""The Typer application: lazy commands, and the exit code of every ending."""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from fastapi_adv.errors import BUG, DONE, INTERRUPTED, FastapiAdvError, Refused, Usage
from fastapi_adv.terminal import console

# Each command is the module of `fastapi_adv.commands` of the same name, imported only when the command is typed.
COMMANDS = ("new", "features", "add", "remove", "update", "diff", "check", "keep", "verify", "doctor")


class Commands(TyperGroup):
    """Group that imports commands lazily, and ends the process with the exit code that they return."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the signature is the group's
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:  # noqa: ARG002
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # near matches only need the names
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"fastapi_adv.commands.{cmd_name}")
        command: TyperCommand = get_group(module.app).commands[cmd_name]  # type: ignore[assignment]
        return command

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, EOFError):  # Typer itself would return 130, like a command that has reported
            raise FastapiAdvError("Interrupted. All changes were rolled back.", exit_code=INTERRUPTED) from None

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> NoReturn:
        arguments = list(sys.argv[1:] if args is None else args)
        options["standalone_mode"] = False
        run_command = super().main
        sys.exit(exit_code(lambda: run_command(arguments, *rest, **options), arguments))


# Plain help: with panels, every `--help` imports rich.markdown and pygments, which takes longer than the rest.
app = typer.Typer(cls=Commands, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        from fastapi_adv.template import source

        console.result(f"fastapi-adv {source.version(source.root())}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001  # its callback has answered before
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Generate advanced FastAPI projects, and keep them up to date."""
    if context.invoked_subcommand is None:
        console.say(context.get_help())
        raise typer.Exit(Usage.exit_code)


def run() -> None:
    """Run the command line with the arguments and streams of this process."""
    console.tolerate_any_terminal()
    app(prog_name="fastapi-adv")


def exit_code(command: Callable[[], object], arguments: Sequence[str]) -> int:
    """Run the command and return its exit code. Every exception becomes an exit code and one short message."""
    try:
        code = command()
        console.flush()
    except (KeyboardInterrupt, typer.Abort, EOFError):
        console.fail("Interrupted. All changes were rolled back.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the outermost handler: no traceback may reach a user
        return _report(error, arguments)
    if code == INTERRUPTED:  # returned, not raised: the command reported its result itself
        console.fail("Interrupted. The report above covers the completed part.")
    return code if isinstance(code, int) else DONE


def _report(error: Exception, arguments: Sequence[str]) -> int:
    expected = _as_expected(error, arguments)
    console.fail(expected.message, expected.hint)
    if "--json" in arguments:
        content = {"message": expected.message, "hint": expected.hint, "exit_code": expected.exit_code}
        console.document({"error": content})
    if os.environ.get("FASTAPI_ADV_DEBUG") == "1":
        console.say("".join(traceback.format_exception(error)))
    return expected.exit_code


def _as_expected(error: Exception, arguments: Sequence[str]) -> FastapiAdvError:
    """Return the error as a message for the user, without values that may be secrets."""
    if isinstance(error, FastapiAdvError):
        return error
    if isinstance(error, typer.TyperException):  # the command line could not be parsed
        context = getattr(error, "ctx", None)
        path = context.command_path if context else f"fastapi-adv {arguments[0]}"
        return Usage(error.format_message(), _alias_hint(error) or f"Type: {path} --help")
    if isinstance(error, OSError) and error.strerror:
        place = f": {error.filename}" if error.filename else ""
        return Refused(f"The system refused: {error.strerror}{place}", "Nothing was written.")
    return FastapiAdvError(
        f"this is a bug in fastapi-adv: {type(error).__name__} at {_origin(error)}.",
        "Please report this line with the command that you typed. FASTAPI_ADV_DEBUG=1 shows more, your data included.",
        BUG,
    )


def _origin(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"  # noqa: PTH119


def _alias_hint(error: typer.TyperException) -> str:
    """Return the flag of the feature if `new` got an alias as a flag, else an empty text."""
    context, option = getattr(error, "ctx", None), getattr(error, "option_name", "")
    if not option or context is None or context.info_name != "new":
        return ""
    from fastapi_adv.template import source

    entry = source.catalogue(source.root()).words.get(option.lstrip("-"))
    if entry is None or entry.kind == "part":
        return ""
    return f"{option} is part of {entry.name}, which is always on." if entry.kind == "core" else f"Type: --{entry.name}"
