"""Messages that are not English are found, and marked, by their own language's word forms."""

import pytest
from small_blog import document, ids, message

from index.analysis import words
from index.highlight import Highlighter
from index.index import Index
from index.language import parse
from index.languages import language_of

TEXTS = {
    "german": ("Ich habe nicht gewusst, dass die Häuser mit den Ärzten auf dem Berg sind.", "Haus", "Häuser"),
    "french": ("Je ne sais pas pour les chevaux, mais elle est dans la maison avec des malades.", "maladie", None),
    "spanish": ("No es por los niños que se van con la madre en el coche, pero yo como mas.", "niño", "niños"),
    "dutch": ("Ik heb het niet van de artsen gehoord, maar er zijn ook mensen die dat op zich nemen.", "arts", "artsen"),
    "english": ("The doctors and the houses on the hill are not what they said it was.", "house", "houses"),
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_language_is_told(language: str) -> None:
    assert language_of(words(TEXTS[language][0])) == language


@pytest.mark.parametrize("text", ["", "EBV", "der die das", "Tysabri natalizumab rebound", "la la la"])
def test_little_text_counts_as_english(text: str) -> None:
    assert language_of(words(text)) == "english"


def test_word_forms_of_other_languages(index: Index) -> None:
    index.update(
        (n, one, document(message(n, text, id=one))) for n, (one, (text, _, _)) in enumerate(TEXTS.items())
    )
    for language, (text, asked, marked) in TEXTS.items():
        if marked is not None:
            assert language in ids(index, asked)
            found = Highlighter.of(parse(asked)).marks(text)
            assert [text[mark.start : mark.end] for mark in found] == [marked]
