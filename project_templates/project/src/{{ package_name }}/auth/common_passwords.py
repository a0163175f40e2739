"""Passwords that are guessed first (NIST SP 800-63B, section 3.1.1.2).

`common_passwords.txt` has frequent passwords of at least eight characters, one per line. Replace
it with a larger list if your users need that.
"""

from functools import cache
from pathlib import Path


@cache
def common() -> frozenset[str]:
    return frozenset(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split())


def is_common(password: str, email: str) -> bool:
    """Check whether a password is common, one repeated character, or the name of the account."""
    lowered = password.lower()
    names = {email, email.partition("@")[0]}
    return lowered in common() or lowered in names or len(set(lowered)) == 1
