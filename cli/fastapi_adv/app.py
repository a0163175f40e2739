"""Command line: lazily imported commands, and an exit code for every result and exception."""

import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from fastapi_adv.errors import BUG, DONE, INTERRUPTED, FastapiAdvError, Interrupted, Usage, refused_by_system
from fastapi_adv.terminal import console

# Command -> its summary, which is the first line of the function's docstring. The function has the name of its module
# in `fastapi_adv.commands`, which is imported only when the command is typed: `a b` is in a_b.py.
COMMANDS = {
    "new": "Create a project.",
    "features": "List the features, or describe one.",
    "add": "Add features to a project, next to your edits.",
    "remove": "Remove features from a project. Files that you edited are kept.",
    "update": "Update a project to this version of the template.",
    "set": "Change an answer: description, author, python or package.",
    "diff": "Show how a project differs from the render of its recorded answers.",
    "check": "Check, for CI, that a project is up to date and has no conflicts.",
    "keep": "List files that are yours alone: no command writes them. Without PATH, show the list.",
    "generate resource": "Generate a resource: REST, tests, a migration, and its part in every enabled feature.",
    "change resource": "Add, alter, drop or rename fields of a resource, with a migration.",
    "destroy resource": "Destroy a resource. Files that you edited are kept.",
    "resources": "List the resources of a project, or describe one.",
    "web": "Open a page to choose features, look at the project, and write or change it.",
    "verify": "Prove that every combination of features works.",
    "doctor": "Check which tools and servers are available, and how to install the missing ones.",
}
# Plain help. Help with panels imports rich.markdown and pygments, which takes longer than everything else.
HELP: dict[str, Any] = {
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
    "pretty_exceptions_enable": False,
}


class Commands(TyperGroup):
    """Group of commands that are imported on demand. It ends the process with the exit code that they return."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {
            name: TyperCommand(name, help=summary) if name in COMMANDS else Verb(name)
            for name, summary in ((name.partition(" ")[0], summary) for name, summary in COMMANDS.items())
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(str(name)) if name in COMMANDS else command, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # the signature of TyperGroup
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, EOFError):  # Typer would return 130, the exit code of a command that has reported
            raise Interrupted from None

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> NoReturn:
        arguments = list(sys.argv[1:] if args is None else args)
        if arguments[:1] == ["help"]:
            arguments = [*(word for word in arguments[1:] if not word.startswith("-")), "--help"]
        options["standalone_mode"] = False
        run_command = super().main
        sys.exit(exit_code(lambda: run_command(arguments, *rest, **options), arguments))


class Verb(TyperGroup):
    """Group of the commands that start with the same verb, such as `generate resource`."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, help=f"{name.capitalize()} a resource.", **_plain_help())
        nouns = [command.partition(" ")[2] for command in COMMANDS if command.startswith(f"{name} ")]
        self.commands = {noun: TyperCommand(noun, help=COMMANDS[f"{name} {noun}"]) for noun in nouns}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        noun, command, rest = super().resolve_command(ctx, args)
        return noun, command and load(f"{self.name} {noun}"), rest


def _plain_help() -> dict[str, Any]:
    return {key: HELP[key] for key in ("rich_markup_mode", "context_settings")}


class Command(TyperCommand):
    """Command whose help lists options by their panel."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        panels: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                usual = "Arguments" if parameter.param_type_name == "argument" else "Options"
                switch = re.sub(r"^--([\w-]+) / --no-\1$", r"--[no-]\1", record[0])
                panels.setdefault(getattr(parameter, "rich_help_panel", None) or usual, []).append((switch, record[1]))
        for title, records in panels.items():
            with formatter.section(title):
                formatter.write_dl(records)


def load(name: str) -> Any:
    """Import a command and return it as a Typer command."""
    module = name.replace(" ", "_")
    function = getattr(import_module(f"fastapi_adv.commands.{module}"), module)
    single = typer.Typer(add_completion=False, **HELP)
    single.command(name, cls=Command)(function)
    return get_command(single)


app = typer.Typer(cls=Commands, **HELP)


def _print_version(wanted: bool) -> None:
    if wanted:
        from fastapi_adv.template import source

        console.result(f"fastapi-adv {source.version(source.root())}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001  # used by its callback
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Generate FastAPI projects, and add, remove and update their features."""
    if context.invoked_subcommand is None:
        console.say(context.get_help())
        raise typer.Exit(Usage.exit_code)


def run() -> None:
    """Run the command line with the arguments and streams of this process."""
    console.tolerate_any_terminal()
    app(prog_name="fastapi-adv")


def exit_code(command: Callable[[], object], arguments: Sequence[str]) -> int:
    """Run the command and return its exit code. An exception becomes an exit code and a short message."""
    try:
        code = command()
        console.flush()
    except (KeyboardInterrupt, typer.Abort, EOFError, Interrupted):
        console.fail(Interrupted().message)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the outermost handler: users must not see a traceback
        return _report(error, arguments)
    if code == INTERRUPTED:  # returned by a command that was interrupted and reported its result
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
    """Return the error with a message for the user, without values that may be secret."""
    if isinstance(error, FastapiAdvError):
        return error
    if isinstance(error, typer.TyperException):  # the command line could not be parsed
        context = getattr(error, "ctx", None)
        path = context.command_path if context else f"fastapi-adv {arguments[0]}"
        return Usage(error.format_message(), _feature_hint(error, arguments) or f"Type: {path} --help")
    if isinstance(error, OSError) and error.strerror:
        return refused_by_system(error)
    return FastapiAdvError(
        f"This is a bug in fastapi-adv: {type(error).__name__} at {_origin(error)}.",
        "Please report this line and the command. FASTAPI_ADV_DEBUG=1 shows the traceback, with your data.",
        BUG,
    )


def _origin(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"  # noqa: PTH119


def _feature_hint(error: typer.TyperException, arguments: Sequence[str]) -> str:
    """Return the line to type if a feature was typed as an option, or as an argument of `new`, else an empty text."""
    context, option = getattr(error, "ctx", None), getattr(error, "option_name", "")
    command = context.info_name if context else ""
    if command not in ("new", "add", "remove"):
        return ""
    from fastapi_adv.template import source

    words = source.catalogue(source.root()).words
    entry = words.get(option.lstrip("-"))
    if not option and command == "new":
        flags = [f"--{words[word].name}" for word in arguments[2:] if word in words and words[word].kind == "feature"]
        return f"Type: fastapi-adv new {arguments[1]} {' '.join(flags)}" if flags else ""
    if entry is None or entry.kind == "part":
        return ""
    if entry.kind == "core":
        return f"{option} is part of {entry.name}, which is always enabled."
    return f"Type: --{entry.name}" if command == "new" else f"Type: fastapi-adv {command} {entry.name}"
