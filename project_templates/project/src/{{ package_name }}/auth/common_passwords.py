"""Common passwords, which registration refuses (NIST SP 800-63B, section 3.1.1.2).

`common_passwords.txt` has frequent passwords of at least eight characters, one per line. Replace
it with a larger list if your users need that.
"""

from functools import cache
from pathlib import Path

from .passwords import normal

SERVICE = __name__.partition(".")[0]


@cache
def common() -> frozenset[str]:
    return frozenset(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split())


def is_common(password: str, email: str) -> bool:
    """Return True for a listed password, one repeated character, or a name.

    Names are the address of the account, its part before the @, and the package of the service.
    """
    lowered = normal(password).lower()
    names = {email, email.partition("@")[0], SERVICE}
    return lowered in common() or lowered in names or len(set(lowered)) == 1
