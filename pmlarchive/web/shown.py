"""Messages as anybody may see them: what is not there to be read carries no words and no name."""

from dataclasses import replace

from pmlarchive.model import Message, Status
from pmlarchive.web import safe
from pmlarchive.web.context import names


def public(message: Message) -> Message:
    """Return a message with its name as names are shown here, its HTML cleaned, nothing withheld."""
    if message.status is Status.VISIBLE:
        return names().of(replace(message, html=safe.clean(message.html)))
    return replace(message, author=None, author_url=None, title=None, text="", html="", links=(), tags=())
