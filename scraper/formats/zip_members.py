"""Members of a ZIP file, read without trusting the sizes that it states."""

from zipfile import ZipFile

from pmlarchive.errors import TooLarge


def member_bytes(archive: ZipFile, name: str, max_bytes: int) -> bytes:
    """Return a member's bytes.

    Raises:
        TooLarge: There are more than ``max_bytes`` of them.
    """
    with archive.open(name) as member:
        data = member.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise TooLarge(
            f"is over the limit of {max_bytes:,} bytes; raise the setting max_bytes to read it", subject=name
        )
    return data
