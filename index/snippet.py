"""A passage of a message with what matched in it, as text and as safe HTML."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of a snippet's text; ``marked`` where it matched the query."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of a message that matched, as runs of text cut from what is stored."""

    fragments: tuple[Fragment, ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        """The passage as plain text, with ellipses where it was cut."""
        body = "".join(fragment.text for fragment in self.fragments)
        return f"{'… ' if self.cut_before else ''}{body}{' …' if self.cut_after else ''}"

    @property
    def html(self) -> str:
        """The passage as safe HTML: everything escaped, matches in ``<mark>``."""
        body = "".join(
            f"<mark>{escape(f.text)}</mark>" if f.marked else escape(f.text) for f in self.fragments
        )
        return f"{'… ' if self.cut_before else ''}{body}{' …' if self.cut_after else ''}"
