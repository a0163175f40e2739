"""Title and version of the application, from the metadata of its package."""

from importlib.metadata import metadata


def title() -> str:
    """Return the first heading of the README, or else the name of the distribution."""
    about = metadata(__package__)
    heading = str(about.json.get("description", "")).partition("\n")[0]
    return heading.removeprefix("# ") or about["Name"]


def version() -> str:
    return metadata(__package__)["Version"]
