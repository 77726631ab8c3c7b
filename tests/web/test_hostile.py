"""Whatever is typed into an address gives a page or a helpful refusal: never a failure, never markup of its own.

``PMLARCHIVE_MANY=10000`` asks that many times.
"""

import os
import random
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from lxml import html

MANY = int(os.environ.get("PMLARCHIVE_MANY", "1200"))
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
PIECES = [
    "virus", "anti-CD20", '"', "'", "(", ")", "((((", "AND", "OR", "NOT", "NEAR/3", "NEAR/", "*", "?", "~2", "^3",
    "author:", "title:", "year:", "date:2014..", "..", "thread:", "id:", "exact:yes", "\\", "/", "//", "../", "%",
    "%00", "\x00", "\n", "\r\n", "\ud800", "\u202e", "\u2066", "\u2069", "\x9b", "\uffff", "\ufeff", "\U0001f600", "e\u0301" * 40, "ﬁ", "İ", "ß", "العربية",
    "<script>pwned=1</script>", "<svg onload=pwned=1>", "javascript:alert(1)", "'><img src=x onerror=pwned=1>",
    "{{7*7}}", "${7*7}", "%s%s%n", "'; DROP TABLE message; --", "-1", "0", "99999999999999999999", "1e309", "NaN",
    "null", "[]", "a" * 300, "-" * 50, "+", "&", "#", "=", ";", ",", ":", "@", "http://[::1", "urn:", "doi:10.1/x",
]  # fmt: skip
PLACES = [
    "/search?q={}", "/search?q=virus&page={}", "/search?q=virus&sort={}", "/thread/{}", "/thread/{}/outline",
    "/thread/REAL?q={}", "/thread/REAL?order={}", "/thread/?url={}", "/message/{}", "/message/{}/about",
    "/message/{}/versions", "/browse/?page={}", "/browse/?order={}", "/browse/year/{}", "/browse/year/2014/{}",
    "/browse/site?key={}", "/browse/tag?name={}", "/browse/people?prefix={}", "/browse/person?name={}",
    "/browse/paper?key={}", "/browse/papers?page={}", "/feed/search.atom?q={}", "/feed/thread/{}.atom",
    "/feed/all.atom?site={}", "/feed/person.atom?name={}", "/api/search?q={}", "/api/threads/{}",
    "/api/threads?year={}", "/api/messages/{}", "/api/passages?paper={}", "/api/people?prefix={}", "/fonts/{}.ttf",
    "/static/{}", "/{}",
]  # fmt: skip


def addresses(real: str) -> Iterator[str]:
    rng = random.Random(11)
    for _ in range(MANY):
        if rng.random() < 0.15:
            typed = quote_from_bytes(rng.randbytes(rng.randint(1, 30)), safe="")
        else:
            text = rng.choice(["", " "]).join(rng.choices(PIECES, k=rng.randint(1, 6)))
            typed = quote(text, safe=rng.choice(["", "/"]), errors="surrogatepass")
        yield rng.choice(PLACES).replace("REAL", real).replace("{}", typed)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UnicodeWarning")
def test_no_address_breaks_a_page_or_becomes_part_of_it(app: Flask, rebound: str) -> None:
    client = app.test_client()
    seen: set[int] = set()
    for address in addresses(rebound):
        response = client.get(address)
        seen.add(response.status_code)
        assert response.status_code in {200, 301, 302, 308, 400, 404}, (address, response.status_code)
        if response.mimetype.endswith("xml"):
            ET.fromstring(response.data)
        elif response.mimetype == "text/html":
            assert not _NO_TEXT.search(response.text), address
        if response.mimetype == "text/html" and "pwned" in address and response.status_code != 308:
            page = html.document_fromstring(response.text)
            bad = page.xpath("//*[@onerror or @onload] | //script[contains(., 'pwned') and not(@type)]")
            assert not bad, address
    assert seen >= {200, 400, 404}
