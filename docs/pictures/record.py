"""Record a run of `fastapi-adv new` as docs/pictures/new.svg: `uv run python docs/pictures/record.py`."""

import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).with_name("new.svg")
COMMAND = ["fastapi-adv", "new", "shop", "--auth", "--sse", "--no-git"]
WIDTH = 92


def record(command: list[str], folder: str) -> str:
    """Run the command on a pseudo-terminal and return its output, with colours."""
    terminal, other_end = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    arguments = [sys.executable, "-m", "fastapi_adv", *command[1:]]
    process = subprocess.Popen(
        arguments, cwd=folder, stdin=other_end, stdout=other_end, stderr=other_end, env=environment
    )
    os.close(other_end)
    shown = bytearray()
    try:
        while block := os.read(terminal, 65536):
            shown += block
    except OSError:  # raised on Linux when the other end is closed
        pass
    if process.wait():
        raise SystemExit(shown.decode())
    return shown.decode().replace("\r\n", "\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shown = record(COMMAND, folder)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text(f"$ {' '.join(COMMAND)}", style="bold"))
        console.print(Text.from_ansi(shown))
        picture = console.export_svg(title="fastapi-adv", unique_id="new")
    own_fonts = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)  # a picture must not load files
    PICTURE.write_text(own_fonts, encoding="utf-8")


if __name__ == "__main__":
    main()
