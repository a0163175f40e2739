"""How a command ends: every exception becomes an exit code and one short message."""

import os
import traceback
from collections.abc import Callable, Sequence

from typer import Abort
from typer._click.exceptions import ClickException, NoArgsIsHelpError, NoSuchOption, UsageError

from fastapi_adv import console
from fastapi_adv.errors import BUG, DONE, INTERRUPTED, FastapiAdvError, Refused, Usage


def exit_code(command: Callable[[], object], arguments: Sequence[str]) -> int:
    """Run the command; what it returns is its exit code, if it returns one."""
    try:
        code = command()
        console.flush()
    except NoArgsIsHelpError as error:
        console.say(error.format_message())
        return Usage.exit_code
    except (KeyboardInterrupt, Abort, EOFError):
        console.fail("interrupted; what was begun is undone.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the outermost one: nothing may reach a user as a traceback
        return _failed(error, arguments)
    if code == INTERRUPTED:  # returned, not raised: the command said how far it came
        console.fail("interrupted; what was done until then is told.")
    return code if isinstance(code, int) else DONE


def _failed(error: Exception, arguments: Sequence[str]) -> int:
    told = _told(error, arguments)
    console.fail(told.message, told.hint)
    if "--json" in arguments:
        content = {"message": told.message, "hint": told.hint, "exit_code": told.exit_code}
        console.document({"error": content})
    if os.environ.get("FASTAPI_ADV_DEBUG") == "1":
        console.say("".join(traceback.format_exception(error)))
    return told.exit_code


def _told(error: Exception, arguments: Sequence[str]) -> FastapiAdvError:
    """What a user is told of it."""
    if isinstance(error, FastapiAdvError):
        return error
    if isinstance(error, UsageError):
        path = error.ctx.command_path if error.ctx else f"fastapi-adv {arguments[0]}"
        return Usage(error.format_message(), _alias_hint(error) or f"Type: {path} --help")
    if isinstance(error, ClickException):
        return Usage(error.format_message())
    if isinstance(error, OSError) and error.strerror:
        place = f": {error.filename}" if error.filename else ""
        return Refused(f"The system refused: {error.strerror}{place}", "Nothing was written.")
    return FastapiAdvError(
        f"this is a bug in fastapi-adv: {type(error).__name__} at {_origin(error)}.",
        "Please report this line with the command that you typed. FASTAPI_ADV_DEBUG=1 shows more, your data included.",
        BUG,
    )


def _origin(error: Exception) -> str:
    """Where it was raised; neither its message nor any value, since these may hold secrets."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"  # noqa: PTH119


def _alias_hint(error: UsageError) -> str:
    """The flag of the feature that an unknown flag is an alias of."""
    if not isinstance(error, NoSuchOption) or error.ctx is None or error.ctx.info_name != "new":
        return ""
    from fastapi_adv import templates

    entry = templates.catalogue(templates.root()).words.get(error.option_name.lstrip("-"))
    if entry is None or entry.kind == "part":
        return ""
    return f"It is part of {entry.name}, which is always there." if entry.kind == "core" else f"Type: --{entry.name}"
