"""How commenters' names are shown: as written, as initials, or as pseudonyms that stay the same."""

import base64
import hmac
import secrets
from dataclasses import dataclass, replace

from pmlarchive.model import Kind, Message

AS_WRITTEN, INITIALS, PSEUDONYMS = "as-written", "initials", "pseudonyms"


@dataclass(frozen=True)
class Names:
    """One way of showing names; authors of posts are always shown as written.

    Args:
        style: ``as-written``, ``initials`` or ``pseudonyms``.
        key: Secret that pseudonyms are made with; empty: a new one at each start, so that the pseudonyms of
            yesterday say nothing about today's.
    """

    style: str = AS_WRITTEN
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", secrets.token_hex(16))

    @property
    def hidden(self) -> bool:
        """Whether names of commenters are kept from readers."""
        return self.style != AS_WRITTEN

    def of(self, message: Message) -> Message:
        """Return a message with its author's name as it may be shown."""
        if not self.hidden or message.kind is Kind.POST or message.by_post_author:
            return message
        return replace(
            # The address and number on the site lead to the name.
            message,
            author=self.shown(message.author),
            author_url=None,
            url=None,
            native_id=None,
        )

    def shown(self, name: str | None) -> str | None:
        """Return a commenter's name as it may be shown."""
        if name is None or not name.strip() or not self.hidden:
            return name
        if self.style == INITIALS:
            return " ".join(word[0].upper() + "." for word in name.split()[:3])
        folded = " ".join(name.split()).casefold().encode("utf-8", "replace")
        digest = hmac.digest(self.key.encode(), folded, "sha256")
        return "Reader " + base64.b32encode(digest)[:5].decode()
