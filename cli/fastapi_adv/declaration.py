"""From the mappings of features.yml to a Catalogue; what does not fit is refused with file, entry and key."""

from collections.abc import Sequence

from fastapi_adv.catalogue import Catalogue, Feature
from fastapi_adv.errors import Refused
from fastapi_adv.readers import READERS, Fault
from fastapi_adv.relations import relation_faults


def _feature(file: str, entry: object) -> Feature:
    if not isinstance(entry, dict) or not {"name", "summary"} <= set(entry):
        raise Refused(f"{file}: each entry is a mapping with name and summary, not {entry!r}.")
    values = {}
    for key, value in entry.items():
        if key not in READERS:
            raise Refused(
                f"{file}: entry {entry['name']!r}: unknown key {key!r}.", f"Known keys: {', '.join(READERS)}."
            )
        try:
            values[key] = READERS[key](value)
        except Fault as fault:
            raise Refused(f"{file}: entry {entry['name']!r}: key {key!r} {fault}.") from None
    return Feature(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def declare(entries: object, file: str = "features.yml") -> Catalogue:
    """Check every entry, then the entries against each other; raises Refused at the first fault."""
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise Refused(f"{file}: must be a list of entries.")
    catalogue = Catalogue(tuple(_feature(file, entry) for entry in entries))
    for name, key, fault in relation_faults(catalogue):
        raise Refused(f"{file}: entry {name!r}: key {key!r} {fault}.")
    return catalogue
