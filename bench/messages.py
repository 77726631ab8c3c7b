"""Seeded messages of realistic lengths for the benches: the same number gives the same messages for ever."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pmlarchive.model import Date, Kind, Message, Precision

_CORE = """
the of and to in a is that for it with as was on are be this by have from or not at but they you we my
had has  i an which their when been can more who about no so do if what all were there would one up out
me your will also  patients disease multiple sclerosis ms relapse virus ebv vaccine brain lesion tysabri
natalizumab rebound risk  infection treatment drug study trial cells immune response vitamin fatigue pain
doctor neurologist mri scan blood  test side effects progressive remission interferon antibody months
years people think know feel good better worse  question comment post blog research paper evidence data
results placebo dose week walking legs eyes memory fog
"""
_SYLLABLES = """
ba ce di fo gu ha ki lo mu na pe ri so tu va we xi yo za chi dra ene fla gri ost pla sti tro ula vin
"""
CORE, SYLLABLES = _CORE.split(), _SYLLABLES.split()


def vocabulary(size: int, rng: random.Random) -> list[str]:
    """Return the core words and made-up ones, most frequent first."""
    words = list(CORE)
    seen = set(words)
    while len(words) < size:
        word = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4)))
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


def messages(count: int, seed: int = 7) -> Iterator[Message]:
    """Yield ``count`` messages in threads of about 25: words by Zipf's law, a median of 66 words each."""
    rng = random.Random(seed)
    words = vocabulary(60_000, rng)
    weights = [0.0]
    for rank in range(1, len(words) + 1):
        weights.append(weights[-1] + 1 / (rank + 2.7))
    cumulative = weights[1:]
    names = [
        " ".join(part.title() for part in rng.choices(SYLLABLES, k=2)) + str(n % 97) for n in range(4_000)
    ]
    start = datetime(2009, 1, 1, tzinfo=UTC)
    made = thread = 0
    while made < count:
        thread += 1
        size = min(count - made, 1 + int(rng.lognormvariate(2.6, 1.1)))
        url = f"https://blog{thread % 3}.example/{thread}/"
        ids = [f"p{thread}"]
        when = start + timedelta(minutes=thread * 480)
        for position in range(size):
            length = max(3, int(rng.lognormvariate(4.19, 0.85)))
            drawn = rng.choices(words, cum_weights=cumulative, k=min(length, 3_000))
            parent = None if position == 0 else ids[0] if rng.random() < 0.5 else rng.choice(ids)
            message_id = ids[0] if position == 0 else f"c{thread}-{position}"
            ids.append(message_id)
            when += timedelta(minutes=rng.randint(1, 900))
            yield Message(
                id=message_id,
                kind=Kind.COMMENT if position else Kind.POST,
                site=f"blog{thread % 3}.example",
                platform="wordpress",
                thread=url,
                thread_id=ids[0],
                parent=parent,
                depth=min(position, 1),
                position=position,
                title=None if position else " ".join(drawn[:7]).capitalize(),
                author=names[int(rng.paretovariate(0.9)) % len(names)],
                date=Date.of(when, Precision.MINUTE),
                text=_sentences(drawn, rng),
            )
            made += 1


def _sentences(words: list[str], rng: random.Random) -> str:
    out, at = list[str](), 0
    while at < len(words):
        end = at + rng.randint(5, 22)
        out.append(
            " ".join(words[at:end]).capitalize() + rng.choice((".", ".", ".", "?", "!", " \u2013 yes."))
        )
        at = end
    return " ".join(out)
