"""Names of a project, derived from its title: folder and distribution (PEP 503), package (an identifier)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi_adv.errors import Usage

LONGEST_PACKAGE = 40
LONGEST_TITLE = 100
WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin", "conout"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
# Letters that NFKD does not decompose; folding to ASCII would drop them.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
JOINERS = "\u200c\u200d"  # used in emoji and some scripts, unlike other format characters


@dataclass(frozen=True)
class Names:
    """`title` as typed, `distribution` for the folder and the package index, `package` for imports."""

    title: str
    distribution: str
    package: str


def canonical(name: str) -> str:
    """Return the canonical form of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def distribution_of(requirement: str) -> str:
    """Return the canonical name in a requirement: `sqlalchemy` for `SQLAlchemy[asyncio]>=2.1`."""
    return canonical(re.split(r"[^A-Za-z0-9._-]", requirement.strip())[0])


def one_line(text: str, option: str) -> str:
    """Fold runs of white space to single spaces. Raises Usage for control characters."""
    folded = " ".join(text.split())
    if any(_is_control(sign) for sign in folded):
        raise Usage(f"{option} {text!r} contains control characters.", f"Type {option} as one line of plain text.")
    return folded


def _is_control(sign: str) -> bool:
    """Check for control and format characters, and for characters that YAML does not allow, such as U+FFFF.

    Unassigned characters are accepted, because a newer Python may know them.
    """
    number = ord(sign)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:  # noqa: PLR2004  # noncharacters, never assigned
        return True
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in JOINERS


def name_project(title: str, reserved: Mapping[str, str]) -> Names:
    """Return the names for a title. Raises Usage with a valid name to type instead.

    `reserved` maps each reserved canonical name to the reason, as in `fastapi is <reason>`.
    """
    _refuse_path(title)
    folded = one_line(title, "NAME")
    slug = _slug(folded)
    _refuse_shape(folded, slug)
    device = slug if slug in WINDOWS_DEVICES else _slug(folded.partition(".")[0])
    if device in WINDOWS_DEVICES:
        raise Usage(f"NAME {title!r} is a device name on Windows.", f"Type another name: my-{device}")
    if slug in reserved:
        raise Usage(f"NAME {title!r} is reserved: {slug} is {reserved[slug]}.", f"Type another name: my-{slug}")
    return Names(folded, slug, slug.replace("-", "_"))


def name_package(name: str, reserved: Mapping[str, str]) -> str:
    """Return the name if it is valid for a package. Raises Usage with a valid name to type instead."""
    valid = name_project(name, reserved).package
    if name != valid:
        raise Usage(f"{name!r} is not a valid package name.", f"Type another name: {valid}")
    return name


def name_here(folder: str, reserved: Mapping[str, str]) -> Names:
    """Return the names for `new .`. Raises Usage unless the folder's name is a valid distribution name."""
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", folder):
        raise Usage(
            f"The folder name {folder!r} is not a valid project name: use letters, digits, -, _ and . only.",
            "Rename the folder, or type in its parent: fastapi-adv new NAME",
        )
    return name_project(folder, reserved)


def _slug(title: str) -> str:
    spelt = title.lower().translate(LETTERS).replace("'", "").replace("\u2019", "")
    ascii_only = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def _refuse_path(title: str) -> None:
    stripped = title.strip()
    drive = re.match(r"[A-Za-z]:", stripped)
    if "/" in title or "\\" in title or stripped.startswith("~") or drive or set(stripped) == {"."}:
        raise Usage(
            f"NAME {title!r} is a path; it must be a title.",
            "Type a name, and the parent folder as --output-dir PARENT",
        )


def _refuse_shape(title: str, slug: str) -> None:
    if not slug or slug.replace("-", "").isdigit():
        raise Usage(
            f"NAME {title!r} must contain a letter from a to z for the package name.",
            "Type a name with Latin letters; accents are removed. --description accepts any script.",
        )
    if slug[0].isdigit():
        raise Usage(f"NAME {title!r} starts with a digit, which a Python package name cannot.", f"Type: app-{slug}")
    if len(title) > LONGEST_TITLE:
        raise Usage(
            f"NAME {title!r} has {len(title)} characters; the maximum is {LONGEST_TITLE}.", "Type a shorter name."
        )
    if len(slug) > LONGEST_PACKAGE:
        raise Usage(
            f"NAME {title!r} gives a package name of {len(slug)} characters; the maximum is {LONGEST_PACKAGE}.",
            f"Type a shorter name: {slug[:LONGEST_PACKAGE].strip('-')}",
        )
