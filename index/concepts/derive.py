"""How ``tail.tsv.gz`` was made: health names of one meaning, from public-domain sources, less the traps.

    python -m index.concepts.derive health_names.tsv.gz

The source has a group a line: an id (``MESH:…``, ``DOID:…``, ``DRUG:…``), a tab, and names with ``|``
between, built from MeSH descriptors and entry terms (U.S. National Library of Medicine), the Human Disease
Ontology (CC0) and FDA UNII brand names (U.S. government data).
"""

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from index.analysis import stem, words

_HEAD = (
    "# Names of one meaning, a group a line. Derived from MeSH (U.S. National Library of Medicine),\n"
    "# the Human Disease Ontology (CC0) and FDA UNII (U.S. government data). Without acronyms.\n"
)
_PLAIN_LETTERS = re.compile(r"[a-z][a-z0-9 ]*")


def english(folder: Path) -> frozenset[str]:
    """Return everyday words, met in the prose of Python's own library: no brand name may be one of them."""
    found: set[str] = set()
    for path in folder.glob("*.py"):
        found.update(re.findall(r"[a-z]{3,}", path.read_text("utf-8", "replace").lower()))
    return frozenset(found)


def usable(name: str, everyday: frozenset[str], drug: bool) -> bool:
    """Whether a name is safe to search for: no short acronym, everyday word or chemist's formula."""
    parts = name.split()
    if not _PLAIN_LETTERS.fullmatch(name) or len(parts) > 5 or any(len(part) == 1 for part in parts):
        return False
    if len(parts) == 1:
        return len(name) >= 6 and name not in everyday and stem(name) not in everyday
    return not (drug and any(part.isdigit() for part in parts)) and not all(
        part in everyday for part in parts
    )


def groups(lines: Iterator[str], everyday: frozenset[str]) -> Iterator[list[str]]:
    """Yield the names of each group that is left with two or more."""
    for line in lines:
        source, _, rest = line.rstrip("\n").partition("\t")
        drug = source.startswith("DRUG")
        kept: dict[tuple[str, ...], str] = {}
        for raw in rest.split("|"):
            name = " ".join(words(re.sub(r"\bs\b", " ", raw)))
            if usable(name, everyday, drug):
                kept.setdefault(tuple(stem(word) for word in name.split()), name)
        if 2 <= len(kept) <= 12:
            yield list(kept.values())


def main() -> None:
    """Write the tail beside this file."""
    everyday = english(Path(re.__file__).parent.parent)
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        body = "\n".join("|".join(names) for names in groups(iter(lines), everyday))
    target = Path(__file__).with_name("tail.tsv.gz")
    target.write_bytes(gzip.compress((_HEAD + body + "\n").encode(), mtime=0))


if __name__ == "__main__":
    main()
