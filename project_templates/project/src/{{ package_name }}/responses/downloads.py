"""Files from one directory, and from nowhere else."""

from pathlib import Path

from ..content_disposition import Download, attachment
from ..errors import DomainError


class NoSuchFile(DomainError):
    status, code = 404, "no_such_file"


def find(root: Path, name: str) -> Path:
    """The regular file `name` directly or by a link below `root`.

    Raises NoSuchFile for everything else: other directories, links that lead out, devices, odd names.
    The reply does not tell them apart, so that nobody can ask what else there is.
    """
    refused = NoSuchFile("There is no such file")
    if name.startswith(".") or any(character in name for character in "/\\\0"):
        raise refused
    try:
        path = (root / name).resolve(strict=True)
    except (OSError, ValueError) as error:  # missing, too long, a loop of links
        raise refused from error
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise refused
    return path


def download(root: Path, name: str) -> Download:
    """Answers ranges and conditional requests; always saved, never shown inside the site."""
    headers = {"Content-Disposition": attachment(name), "X-Content-Type-Options": "nosniff"}
    return Download(find(root, name), headers=headers)
