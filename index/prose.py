"""A paragraph as a query, typed or pasted: its dashes, brackets and quotes are a writer's, not operators.

What is left are its telling words: small words, greetings and the verbs of asking say nothing about what is
looked for, and in an archive of another kind of text they would even be rare, and so lead the ranking.
"""

import re

from index.grammar import FIELDS
from index.languages import language_of, small_words
from index.stopwords import STOP_WORDS

FEWEST, SURE = 10, 20
"""Words from which on a text can be prose; and can be so even with what could be an operator in it."""

_SHARE = 0.25
_FIELD = re.compile(rf"(?<!\S)[-(]?(?:{'|'.join(FIELDS)}):[^\s)]", re.IGNORECASE)
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SIGN = re.compile(r'["*~]|(?<!\S)-[^\s\-]|(?<!\S)(?:AND|OR|NOT|NEAR(?:/\d+)?|&&|\|\|)(?!\S)|\.\.\d')
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_EDGES = "'\"()[]{}<>.,;:!?*_~#=+|&/\\-\u2013\u2014\u2026\u2018\u2019"
_TALK = """
hi hello hey dear thanks thank thankyou cheers regards sorry welcome hope hoping wish wishes best kind
everyone everybody someone somebody nobody guys folks people person also just really very quite rather too
so than even only still yet again ever never always already actually basically maybe perhaps probably
possibly well anyway though although however because since while until unless back here now today some many
much more most other others another else same own both each few several every all over under out up down off
away around through into onto upon between within without during before after further once against per via
etc eg ie think thinks thought thinking know knows knew known knowing want wants wanted like likes liked get
gets got getting go goes going went gone come comes came coming make makes made making say says said saying
tell tells told telling ask asks asked asking see sees saw seen look looks looked looking find finds found
hear hears heard read reading need needs needed try tries tried trying let lets seem seems seemed wonder
wondering wondered understand believe guess mean means meant suppose appreciate appreciated help helps
please explain thing things something anything nothing everything lot lots bit sort way ways question
questions answer answers advice idea ideas point view may might must shall ought cannot cant dont doesnt
didnt wont wouldnt couldnt shouldnt isnt arent wasnt werent havent hasnt hadnt im ive id ill youre youve
youd youll theyre theyve weve were hes shes its thats theres whats heres having doing done being myself
yourself himself herself itself themselves ourselves theirs hers yours those such one ones first ago later
soon
"""
_SILENT = STOP_WORDS | frozenset(_TALK.split())


def is_prose(text: str) -> bool:
    """Whether a text is written as people write to each other: long, a quarter small words, no fields."""
    typed = text.split()
    if len(typed) < FEWEST or _FIELD.search(text) or (len(typed) < SURE and _SIGN.search(text)):
        return False
    folded = [word.strip(_EDGES).lower() for word in typed if word not in _OPERATORS]
    small = STOP_WORDS | small_words(language_of(folded))
    return sum(word in small for word in folded) >= _SHARE * len(typed)


def pieces(text: str) -> list[str]:
    """Return the words of prose, and what it quotes of two to five words, as they were typed."""
    found: list[str] = []
    for quoted, typed in _QUOTED.findall(text):
        inside = quoted.split()
        found.extend([quoted] if 2 <= len(inside) <= 5 else inside or [typed.strip(_EDGES)])
    return [piece for piece in found if piece]


def silent(folded: list[str]) -> frozenset[str]:
    """Return the words of a text, given folded, that say nothing about what it is about.

    Numbers below 100 are among them: ages, doses and how long ago, which no answer has to share.
    """
    language = language_of(folded)
    small = _SILENT if language == "english" else small_words(language)
    return small.union(word for word in folded if word.isdecimal() and len(word) <= 2)
