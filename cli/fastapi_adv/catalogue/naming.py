"""From a project title to its names: folder and distribution (PEP 503), package (an identifier)."""

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
# Letters that NFKD leaves whole, so that folding to ASCII would lose them without a word.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
JOINERS = "\u200c\u200d"  # part of emoji and of some scripts, unlike other format characters


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
    """The text with runs of white space folded; raises Usage where it holds control characters."""
    folded = " ".join(text.split())
    if any(_controls(sign) for sign in folded):
        raise Usage(f"{option} {text!r} holds control characters.", f"Type {option} as one line of plain text.")
    return folded


def _controls(sign: str) -> bool:
    """Whether it shows nothing, or is none of the characters that YAML carries, such as U+FFFF.

    What Unicode has not assigned yet is let through: the next Python may know it.
    """
    number = ord(sign)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:  # noqa: PLR2004  # what Unicode will never assign
        return True
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in JOINERS


def name_project(title: str, reserved: Mapping[str, str]) -> Names:
    """Derive the names, or raise Usage with the rule, the value and a name to type instead.

    `reserved` maps canonical names that are taken to the reason why.
    """
    _refuse_path(title)
    folded = one_line(title, "NAME")
    slug = _slug(folded)
    _refuse_shape(folded, slug)
    device = slug if slug in WINDOWS_DEVICES else _slug(folded.partition(".")[0])
    if device in WINDOWS_DEVICES:
        raise Usage(f"NAME {title!r} is a device on Windows.", f"Type another name: my-{device}")
    if slug in reserved:
        raise Usage(f"NAME {title!r} is taken: {slug} is {reserved[slug]}.", f"Type another name: my-{slug}")
    return Names(folded, slug, slug.replace("-", "_"))


def name_here(folder: str, reserved: Mapping[str, str]) -> Names:
    """Names for `new .`, from the folder's own name, which has to be a distribution's name already."""
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", folder):
        raise Usage(
            f"The folder's own name {folder!r} cannot name a project: letters, digits, - _ . only.",
            "Rename the folder, or leave it and type: fastapi-adv new NAME",
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
            f"NAME {title!r} is a path, but a title is wanted.",
            "Type a name, and the folder to put it in as --output-dir PARENT",
        )


def _refuse_shape(title: str, slug: str) -> None:
    if not slug or slug.replace("-", "").isdigit():
        raise Usage(
            f"NAME {title!r} has no letter from a to z to make a package name of.",
            "Type a name with Latin letters; accents are folded. The description may hold the title in any script.",
        )
    if slug[0].isdigit():
        raise Usage(f"NAME {title!r} starts with a digit, which no Python package can.", f"Type: app-{slug}")
    if len(title) > LONGEST_TITLE:
        raise Usage(f"NAME {title!r} has {len(title)} characters; at most {LONGEST_TITLE} fit.", "Type a shorter name.")
    if len(slug) > LONGEST_PACKAGE:
        raise Usage(
            f"NAME {title!r} makes a package name of {len(slug)} characters; at most {LONGEST_PACKAGE} fit.",
            f"Type a shorter name: {slug[:LONGEST_PACKAGE].strip('-')}",
        )
