"""A plain matcher: every query is made together with what it means, judged message by message without an index."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_STEMS: dict[str, str] = {}
WORDS = ["rebound", "rebounds", "rebounding", "relapse", "relapses", "relapsing", "relapsed", "vaccine", "vaccines", "month", "months", "walking", "walked", "walks", "doctor", "doctors", "sleepy", "sleeping", "zebra", "orange", "oranges", "carrot", "carrots", "garden", "gardens", "window", "windows", "little", "yellow", "table", "river", "rivers", "mountain", "copper", "silver", "bronze", "feather", "feathers", "pebble", "pebbles", "candle", "candles"]  # fmt: skip
CODES = ["IL-99", "anti-CD77", "zq5", "25(OH)Q", "QX"]
NAMES = ["Prof G", "Jane Doe", "Ann Other", "G Smith"]
OTHER_NAMES = {"quinwort": "sleepleaf", "sleepleaf": "quinwort"}
ENOUGH = 20


def stem(word: str) -> str:
    if word not in _STEMS:
        _STEMS[word] = _STEMMER.stemWord(word)
    return _STEMS[word]


def cut(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))


@dataclass
class Plain:
    """A message as the matcher sees it; ``parts`` are its title-and-text, and what it quotes."""

    id: str
    parts: list[list[str]]
    title: list[str]
    author: list[str]
    kind: str
    site: str
    date: str | None
    depth: int
    thread: str
    has: set[str]
    words: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.words = {word for part in self.parts for word in part}
        self.stems = {stem(word) for word in self.words}


Test = Callable[[Plain], bool]
Made = tuple[str, Test]


def phrase_in(words: Sequence[str], part: Sequence[str]) -> bool:
    size = len(words)
    return any(list(part[at : at + size]) == list(words) for at in range(len(part) - size + 1))


def has_phrase(words: Sequence[str]) -> Test:
    needed = set(words)
    return lambda one: needed <= one.words and any(phrase_in(words, part) for part in one.parts)


def has_word(word: str, widened: bool = True) -> Test:
    root = stem(word)
    other = OTHER_NAMES.get(word) if widened else None
    others = {stem(other)} if other else set()
    return lambda one: root in one.stems or bool(others & one.stems)


def is_near(first: Sequence[str], second: Sequence[str], distance: int) -> Test:
    def test(one: Plain) -> bool:
        if one.words.isdisjoint(first) or one.words.isdisjoint(second):
            return False
        for part in one.parts:
            places = [at for at, word in enumerate(part) if word in first]
            others = [at for at, word in enumerate(part) if word in second]
            if any(a != b and abs(a - b) <= distance for a in places for b in others):
                return True
        return False

    return test


def judged_once(judge: Callable[[str], bool]) -> Test:
    """Judge every different word once, however many messages have it."""
    known: dict[str, bool] = {}

    def test(one: Plain) -> bool:
        for word in one.words:
            if word not in known:
                known[word] = judge(word)
            if known[word]:
                return True
        return False

    return test


def looks_like(pattern: str) -> Test:
    compiled = re.compile(pattern)
    return judged_once(lambda word: bool(compiled.fullmatch(word)))


def edits(a: str, b: str) -> int:
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1]


def is_like(word: str, distance: int) -> Test:
    return judged_once(lambda each: edits(word, each) <= distance)


def bracketed(text: str) -> str:
    return f"({text})" if " " in text and not re.fullmatch(r'(author:)?"[^"]*"', text) else text


class Maker:
    """Makes queries: their text, and what it means."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.widened = True

    def atom(self) -> Made:
        rng = self.rng
        return rng.choice([self.word, self.word, self.word, self.phrase, self.code, self.near, self.pattern,
                           self.fuzzy, self.filter, self.title])()  # fmt: skip

    def word(self) -> Made:
        word = self.rng.choice([*WORDS, "quinwort", "sleepleaf"])
        shown = self.rng.choice([word, word, word.title(), word + "?", word + "'s"])
        return shown, has_word(word, self.widened)

    def code(self) -> Made:
        code = self.rng.choice(CODES)
        return code, has_phrase(cut(code))

    def phrase(self) -> Made:
        words = self.rng.choices(WORDS[:20], k=self.rng.randint(1, 3))
        return f'"{" ".join(words)}"', has_phrase(words)

    def near(self) -> Made:
        rng = self.rng
        first, second = rng.sample(WORDS[:24], 2)
        distance = rng.randint(1, 6)
        if rng.random() < 0.5:
            return f'"{first}" NEAR/{distance} "{second}"', is_near([first], [second], distance)
        firsts, seconds = ([w for w in WORDS if stem(w) == stem(word)] for word in (first, second))
        if set(firsts) & set(seconds):
            return self.near()
        return f"{first} NEAR/{distance} {second}", is_near(firsts, seconds, distance)

    def pattern(self) -> Made:
        word = self.rng.choice(WORDS)
        if self.rng.random() < 0.6:
            begin = word[: self.rng.randint(2, 4)]
            return begin + "*", looks_like(begin + ".*")
        at = self.rng.randint(1, len(word) - 2)
        return word[:at] + "?" + word[at + 1 :], looks_like(word[:at] + "." + word[at + 1 :])

    def fuzzy(self) -> Made:
        word = self.rng.choice(WORDS)
        at = self.rng.randint(0, len(word) - 1)
        wrong = word[:at] + self.rng.choice(["", "x", "ab"]) + word[at + 1 :]
        distance = self.rng.choice([1, 2])
        return (f"{wrong}~{distance}", is_like(wrong, distance)) if len(wrong) > 2 else self.fuzzy()

    def title(self) -> Made:
        word = self.rng.choice(WORDS)
        return f"title:{word}", lambda one: stem(word) in {stem(each) for each in one.title}

    def filter(self) -> Made:
        rng = self.rng
        name, year, depth = rng.choice(NAMES), rng.randint(2009, 2016), rng.randint(0, 4)
        site, kind = rng.choice(["one.example", "two.example"]), rng.choice(["post", "comment"])
        flag, first = rng.choice(["replies", "links", "quote"]), name.lower().split()[0]
        late = year + rng.randint(0, 3)
        choices: list[Made] = [
            (f'author:"{name}"', lambda one: phrase_in(name.lower().split(), one.author)),
            (f"author:{first}", lambda one: first in one.author),
            (f"date:{year}", lambda one: one.date is not None and one.date[:4] == str(year)),
            (f"{year}..{late}", lambda one: one.date is not None and year <= int(one.date[:4]) <= late),
            (f"after:{year}-06", lambda one: one.date is not None and one.date >= f"{year}-06-01"),
            (f"before:{year}", lambda one: one.date is not None and one.date < f"{year}-01-01"),
            (f"in:{kind}", lambda one: one.kind == kind),
            (f"site:{site}", lambda one: one.site == site),
            (f"depth:{depth}", lambda one: one.depth == depth),
            (f"depth:{depth}..", lambda one: one.depth >= depth),
            (f"has:{flag}", lambda one: flag in one.has),
            ("by-author:yes", lambda one: "post-author" in one.has),
            ("by-author:no", lambda one: "post-author" not in one.has),
        ]
        return rng.choice(choices)

    def query(self, deep: int = 2) -> Made:
        rng = self.rng
        form = rng.random()
        if deep == 0 or form < 0.25:
            return self.atom()
        parts = [self.part(deep) for _ in range(rng.randint(1, 2))]
        before, self.widened = self.widened, self.widened and form < 0.75  # what is not wanted is not widened
        parts.append(self.part(deep))
        self.widened = before
        texts = [bracketed(text) for text, _ in parts]
        tests = [test for _, test in parts]
        if form < 0.5:
            return " AND ".join(texts), lambda one: all(test(one) for test in tests)
        if form < 0.75:
            return " OR ".join(texts), lambda one: any(test(one) for test in tests)
        minus = rng.choice(["NOT ", "-"]) if ":" not in texts[-1] or texts[-1].startswith("(") else "-"
        joined = " AND ".join(texts[:-1])
        return (
            f"{joined} AND {minus}{texts[-1]}",
            lambda one: all(t(one) for t in tests[:-1]) and not tests[-1](one),
        )

    def part(self, deep: int) -> Made:
        return self.query(deep - 1) if self.rng.random() < 0.35 else self.atom()

    def bag(self) -> tuple[str, list[Test], list[Test]]:
        """Words side by side, perhaps with filters: text, tests of the words, tests of what is always wanted."""
        words = [self.word() for _ in range(self.rng.randint(2, 4))]
        rest = [self.filter() for _ in range(self.rng.randint(0, 1))]
        text = " ".join(text for text, _ in [*words, *rest])
        return text, [test for _, test in words], [test for _, test in rest]


def expected(made: tuple[str, list[Test], list[Test]], messages: Sequence[Plain]) -> set[str]:
    """Return what words side by side find: all of them, or where too few have all, any."""
    _, words, rest = made
    kept = [one for one in messages if all(test(one) for test in rest)]
    strict = {one.id for one in kept if all(test(one) for test in words)}
    return strict if len(strict) >= ENOUGH else {one.id for one in kept if any(test(one) for test in words)}
