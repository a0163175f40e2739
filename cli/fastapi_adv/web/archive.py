"""ZIP archive of a rendered project. The same project always gives the same bytes."""

import io
import zipfile

from fastapi_adv.template.tree import Tree

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that the format knows
UNIX = 3  # system whose file modes the archive holds


def zipped(tree: Tree, folder: str) -> bytes:
    """Return an archive with the files below `folder`, sorted, with their modes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, file in sorted(tree.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            entry.external_attr = file.mode << 16
            archive.writestr(entry, file.data)
    return buffer.getvalue()
