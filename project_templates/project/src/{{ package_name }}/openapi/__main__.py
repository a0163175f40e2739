"""Print the schema, or compare it with a file: nothing is started and nothing is asked."""

import argparse
import json
import sys
from pathlib import Path

from ..app import create_app
from ..settings import Settings
from .document import document


def main() -> int:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    parser.add_argument("--check", type=Path, metavar="FILE", help="fail if FILE differs")
    file: Path | None = parser.parse_args().check
    schema = document(create_app(Settings(environment="development")))
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    if file is None:
        sys.stdout.buffer.write(text.encode())
        return 0
    update = f"python -m {__package__} > {file}"
    if not file.exists():
        print(f"{file} is not there, so nothing is compared. To have it: {update}")
        return 0
    same = json.loads(file.read_bytes()) == schema
    print(f"{file} is up to date" if same else f"{file} differs from the code: {update}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
