"""2,000 generated queries over 5,000 messages: both engines and a plain matcher find the same sets.

Whoosh takes a tenth of a second a query, so it answers every twentieth of them; all with PMLARCHIVE_WHOLE=1.
"""

import os
import random
from collections.abc import Iterator

import pytest
from plain_reference import CODES, NAMES, WORDS, Maker, Plain, cut, expected

from index.document import Document
from index.index import Index
from pmlarchive.model import Date, Kind, Message, Precision

pytestmark = pytest.mark.slow
QUERIES, MESSAGES = 2_000, 5_000
EVERY = 1 if os.environ.get("PMLARCHIVE_WHOLE") else 20


def archive() -> list[tuple[Message, Plain]]:
    rng = random.Random(11)
    weights = [1 / (rank + 3) for rank in range(len(WORDS))]
    made, depths, replied = [], list[int](), set[int]()
    for number in range(MESSAGES):
        first = number % 20 == 0
        root = number - number % 20
        words = rng.choices(WORDS, weights, k=rng.randint(4, 14))
        for extra in (CODES, ["quinwort"], ["sleepleaf"]):
            if rng.random() < 0.04:
                words.insert(rng.randint(0, len(words)), rng.choice(extra))
        text = " ".join(words)
        title = " ".join(rng.choices(WORDS, weights, k=4)).title() if first else None
        quote = " ".join(rng.choices(WORDS, weights, k=5)) if rng.random() < 0.1 else ""
        parent = None if first else rng.randint(root, number - 1)
        depth = 0 if parent is None else depths[parent] + 1
        depths.append(depth)
        if parent is not None:
            replied.add(parent)
        month = f"{rng.randint(2009, 2016)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        date = Date(month, Precision.DAY) if rng.random() < 0.95 else Date()
        author = rng.choice(NAMES)
        message = Message(
            id=f"m{number}", kind=Kind.POST if first else Kind.COMMENT, site=("one", "two")[root // 20 % 2] + ".example",
            platform="wordpress", thread=f"https://one.example/{root}/", thread_id=f"m{root}", title=title,
            parent=None if parent is None else f"m{parent}", depth=depth, author=author, date=date, text=text,
            html=f"<blockquote><p>{quote}</p></blockquote><p>{text}</p>" if quote else "",
            by_post_author=rng.random() < 0.1, links=("https://a.example/x",) if rng.random() < 0.1 else (),
        )  # fmt: skip
        own = [*cut(title), "|"] if title else []
        own += ["|", *cut(text)] if quote else cut(text)  # where a quotation was, no phrase goes on
        has = {
            name
            for name, true in (
                ("links", message.links),
                ("quote", quote),
                ("post-author", message.by_post_author),
            )
            if true
        }
        plain = Plain(message.id, [own, ["|", "|", *cut(quote)]], cut(title or ""), cut(author), str(message.kind),
                      message.site, date.value, depth, message.thread_id, has)  # fmt: skip
        made.append((message, plain))
    for number in replied:
        made[number][1].has.add("replies")
    return made


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Plain], list[Index]]]:
    folder = tmp_path_factory.mktemp("archive")
    names = folder / "concepts.toml"
    names.write_text('[test]\n"quinwort" = ["sleepleaf"]\n')
    made = archive()
    indexes = [Index(folder, engine, names) for engine in ("tantivy", "whoosh")]
    for index in indexes:
        index.rebuild(
            (Document.of(message, replies=int("replies" in plain.has)) for message, plain in made), 1
        )
        # a part is put again and deleted, so that there are several segments and holes in them
        again = [Document.of(message, replies=int("replies" in plain.has)) for message, plain in made[:300]]
        index.update((number, document.id, document) for number, document in enumerate(again, 2))
        index.update([(1000, "m4999", None)])
    yield [plain for _, plain in made if plain.id != "m4999"], indexes
    for index in indexes:
        index.close()


def found(index: Index, query: str) -> set[str]:
    return {name for name, _ in index.search(query, limit=MESSAGES, sort="newest").hits}


@pytest.mark.parametrize("part", range(10))
def test_same_sets(both: tuple[list[Plain], list[Index]], part: int) -> None:
    messages, indexes = both
    maker = Maker(part)
    for number in range(QUERIES // 10 * 4 // 5):
        text, means = maker.query()
        wanted = {one.id for one in messages if means(one)}
        for index in indexes[: 1 + (number % EVERY == 0)]:
            assert found(index, text) == wanted, (index.engine_name, text)


@pytest.mark.parametrize("part", range(10))
def test_same_sets_for_words_side_by_side(both: tuple[list[Plain], list[Index]], part: int) -> None:
    messages, indexes = both
    maker = Maker(1000 + part)
    for number in range(QUERIES // 10 // 5):
        made = maker.bag()
        wanted = expected(made, messages)
        for index in indexes[: 1 + (number % EVERY == 0)]:
            hits = index.search(made[0], limit=MESSAGES)
            assert {name for name, _ in hits.hits} == wanted, (index.engine_name, made[0])
            assert hits.total == len(wanted)
