"""What names and short words say: the short cuts say the same as the expressions that they spare."""

import re

import pytest

from scraper.platforms.generic import marks, words

NAMES = (
    "comment-meta__date", "ItemComment", "commentlist", "comment_12", "comments-list", "recent-comments",
    "latestKommentar", "derniers-commentaires", "comentarios-recientes", "gästebuch", "leser-meinung",
    "hozzászólások", "pinglun", "댓글", "by", "standby", "byline", "fn", "md", "op", "shop", "post-author",
    "posts", "post-12", "category-comments", "text-sm", "font-text-4", "content-center", "textarea",
    "comment-level-3", "depth-2", "user-content", "username", "reply", "reply-btn", "responsive", "respond",
    "smallcopy", "copy", "row", "col-md-6", "x", "", "-", "a" * 200 + "comment",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_what_any_rule_finds_in_it(name: str) -> None:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name[:120]).lower().replace("_", "-")
    plain = re.sub(r"-?(?:level|depth|indent)-?\d+", "", plain)
    found = sum(mark for mark, form in marks._RULES if re.search(form, plain))
    if re.match(r"(?:post-)?(?:tag|category)-(?!cloud|list|link|widget)\w", plain):
        found = 0
    looks = marks.Mark.BODY | marks.Mark.AUTHOR
    said = marks.marks(name)
    assert said | looks == found | looks
    assert said in (found, found & ~looks)


def test_every_alternative_has_letters_to_be_looked_up_by() -> None:
    for mark, pattern in marks._RULES:
        forms = marks.alternatives(pattern)
        assert "|".join(form for _, form in forms) == pattern
        assert all(len(clue) > 1 for clue, _ in forms), mark


TEXTS = (
    "3 d", "12 mins", "… 5yrs ·", "ago", "5 days ago", "agony", "Yesterday", "just  now", "Just now", "vor 3",
    "Il y a 2 ans", "\u0130l y a 2", "hier, soir", "hier", "hace 3 horas", "AYER", "H\u00c1 3", "fa", "fab",
    "sedan", "\u017fedan", "temu", "НАЗАД", "\u00d6NCE", "3天前", "前", "12 o'clock", "", "Ann",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_words_say_how_long_ago_as_the_expression_does(text: str) -> None:
    assert words.says_ago(text) == (words.AGO.search(text) is not None)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<p>COMMENT", True),
        (b"No Replies", True),
        ("留言".encode(), True),
        (b"responsive", True),
        (b"<p>news", False),
    ],
)
def test_evidence_is_found_whatever_its_case(data: bytes, *, told: bool) -> None:
    assert words.has_evidence(data) is told
