"""What class names, ids and the like say about a page's parts, in many languages."""

import re
from functools import lru_cache
from operator import add


class Mark:
    """What an element's names say it is: flags, as plain numbers because millions are joined and tested."""

    COMMENT = 1  # a comment, or something of comments
    WEAK = 2  # a message, post, reply, answer, review: maybe a comment
    LIST = 4  # a list of comments
    AUTHOR = 8
    DATE = 16
    BODY = 32
    UI = 64  # buttons, votes, counters, badges, pictures of people
    ASIDE = 128  # widgets, related articles, navigation
    NESTED = 256  # a list of replies
    PING = 512
    HEADER = 1024
    OWNER = 2048  # written by the post's author
    REMOVED = 4096
    RECENT = 8192  # excerpts of comments on the whole site


_COMMENT = (
    r"comm?ent(?!ed?by|ed\b|er\b|ator)|komm?ent[aeio]|coment[aá]ri|commentaire|reactie|yorum|kommentti|коммент|"
    r"hozz[aá]?sz[oó]l|otz[iy]v|pinglun|liuyan|talkback|cmt|评论|留言|コメント|댓글|dsq|disqus|"
    r"guestbook|g(?:ae|ä)stebuch|leser-?(?:brief|post|meinung)|user-?review|ko(?:men|ment)t[aá]r"
)
_WEAK = (
    r"message|\bmsg|mensaje|\bposts?\b|postbit|repl(?:y|ies)|respon(?:d|s(?!iv))|antwort|answer|r[eé]ponse|respuesta|"
    r"opini[oó]n|opinia|beitrag|forum|thread|discuss|diskus|feedback|review|testimonial|avis\b|shout|entry|"
    r"conversation|thing\b|note\b"
)
_LIST = (
    r"comm?ents\b(?!-(?:body|post|item|entry|row|text|single)\b)|comm?ent-?s?-?(?:list|area|section|wrap|holder|thread|container|tree|block|box|"
    r"feed|stream)|"
    r"kommentare|commentaires|comentarios|commenti\b|reacties|komentarze|commentlist|replies|responses|"
    r"discussion|thread|disqus|conversation|answers|messages\b|kommentar-?list"
)
_AUTHOR = (
    r"author|autor|auteur|autore|user(?!-?(?:content|text|data))|nick|"
    r"(?<!field-)(?<!field--)\bname\b|poster\b|comm?ent(?:er|ator)|"
    r"\bby\b|byline|vcard|\bfn\b|member|creator|owner|person|\bwho\b|writer|verfasser|"
    r"benutzer|utilisateur|usuario|\butente|gebruiker|screenname|handle|"
    r"\bfrom\b|absender|username|displayname|sender"
)
_DATE = (
    r"dat(?:e|um)\b|date|datetime|\btime|timestamp|\bwhen\b|publi(?:sh|c)|posted|fecha|\bdata\b|"
    r"\bago\b|created|"
    r"\bage\b|zeit\b|heure|submitted|moment|tijd|\bhora\b|permalink"
)
_BODY = (
    r"body|content|text(?!area)|message|\bmsg\b|bodytext|(?<!small)copy|markdown|usertext|\bmd\b|prose|rich|"
    r"description|"
    r"inhalt|texte|contenu|corps|excerpt|paragraph|html\b|commentmessage"
)
_UI = (
    r"action|button|btn|tool|vot(?:e|ing)|like|score|karma|rat(?:ing|e)\b|share|flag|report|edit|"
    r"delete|avatar|"
    r"gravatar|photo|picture|userpic|badge|rank|level|count|number|\bnum\b|control|option|menu|\blinks?\b|"
    r"reply-?(?:link|to|btn|button)?$|^reply|social|signature|\bsig\b|icon|toggle|collaps|expand|"
    r"stats|points|"
    r"form\b|spam|captcha|status|flair|joined|location|subscribe|moderat|reaction|recommend|"
    r"antworten|answer-?link|"
    r"responder|r[eé]pondre|hidden|sr-only|screen-reader|visually|says\b|usertitle|\bby-?label|label\b"
)
_ASIDE = (
    r"widget|side-?bar|recent|latest|related|popular|trending|teaser|promo|navigation|\bnav\b|menu|"
    r"breadcrumb|"
    r"archive|tag-?cloud|newsletter|carousel|slider|product|price|cart|gallery|more-?posts|"
    r"read-?next|similar|"
    r"\btoc\b|sponsor|footer-?(?:widget|col)|aside|recommended-?(?:articles|posts)|neueste|letzte"
)
_NESTED = (
    r"child|repl(?:y|ies)|indent|nested|sub-?(?:thread|comm?ent|list)|descend|"
    r"answers?-?list|respuestas|r[eé]ponses"
)
_PING = r"pingback|trackback|webmention|\bping\b"
_HEADER = r"header|head\b|meta|info|\bbar\b|tagline|title|details|footer|foot\b|byline|attribution"
_OWNER = (
    r"by-?post-?author|byauthor|post-?author|author-?comment|entry-?author|blog-?author|is-?author|"
    r"op\b|submitter"
)
_REMOVED = r"deleted|removed|moderated|gel(?:oe|ö)scht|supprim"
_RECENT = (
    r"(?:recent|latest|newest|neueste|letzte|derniers?|ultim[io]s?|ostatnie)-?(?:blog-?)?(?:comm?|komm?)ent|"
    r"com(?:m?ents?|entarios|menti|mentaires)-?(?:recent|latest|recientes)"
)

_RULES = (
    (Mark.COMMENT, _COMMENT), (Mark.WEAK, _WEAK), (Mark.LIST, _LIST), (Mark.AUTHOR, _AUTHOR),
    (Mark.DATE, _DATE), (Mark.BODY, _BODY), (Mark.UI, _UI), (Mark.ASIDE, _ASIDE), (Mark.NESTED, _NESTED),
    (Mark.PING, _PING), (Mark.HEADER, _HEADER), (Mark.OWNER, _OWNER), (Mark.REMOVED, _REMOVED),
    (Mark.RECENT, _RECENT),
)  # fmt: skip


def alternatives(pattern: str) -> list[tuple[str, str]]:
    """Return the alternatives of an expression, each with letters without which it fits nothing.

    These are the longest that stand outside of brackets, with nothing behind them that makes them optional.
    """
    found: list[tuple[str, str]] = []
    runs, depth, at, start = [""], 0, 0, 0
    for at, sign in enumerate(pattern):
        if at and pattern[at - 1] == "\\":
            continue
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            found.append((max(runs, key=len), pattern[start:at]))
            runs, start = [""], at + 1
        elif not depth and (sign.isalpha() or sign == "-"):
            runs[-1] += sign
        else:
            if sign in "?*{":
                runs[-1] = runs[-1][:-1]
            runs.append("")
    return [*found, (max(runs, key=len), pattern[start:])]


def _by_clue() -> dict[str, list[tuple[str, int, str]]]:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for mark, pattern in _RULES:
        for clue, form in alternatives(pattern):
            found.setdefault(clue[:2], []).append((clue, mark, form))
    return found


#: The alternatives of all rules by the first two letters of their clues. Most names fit none, and to try
#: hundreds of them at every letter of every name of a page takes longer than to build its tree.
_CLUES = _by_clue()
_PAIRS = frozenset(_CLUES)


@lru_cache(maxsize=1024)
def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


#: How words look, not what they are: "lg:text-sm", "font-text-4", "content-center", "from-green-100".
_LOOK = re.compile(
    r"(?:[\w-]+:)*(?:(?:font|text)-(?!(?:content|block|wrap|container|box|formatted|long|holder|body|part))|"
    r"content-(?:none|center|start|end|between|around|evenly|stretch|\[)|from-[a-z-]*\d)"
)
_LOOKS = Mark.BODY | Mark.AUTHOR
_LEVEL = re.compile(r"-?(?:level|depth|indent)-?\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: A post's own subjects, which WordPress prints among its names: "category-comments" is no comment.
_SUBJECT = re.compile(r"(?:post-)?(?:tag|category)-(?!cloud|list|link|widget)\w")


@lru_cache(maxsize=8192)
def marks(name: str) -> int:
    """Say what a class, id, ``itemprop`` or ``rel`` value tells: ``comment-meta__date``, ``ItemComment``."""
    words = name[:120]
    if not words.islower():
        words = _HUMP.sub("-", words).lower()
    words = words.replace("_", "-")
    if "level" in words or "depth" in words or "indent" in words:
        words = _LEVEL.sub("", words)
    found = 0
    for pair in _PAIRS.intersection(map(add, words, words[1:])):
        for clue, mark, form in _CLUES[pair]:
            if clue in words and not found & mark and _form(form).search(words) is not None:
                found |= mark
    if found and _SUBJECT.match(words) is not None:
        return 0
    return found & ~_LOOKS if found & _LOOKS and _LOOK.match(words) else found


@lru_cache(maxsize=8192)
def class_marks(names: str) -> int:
    """Say what all the names of a ``class`` attribute tell."""
    found = 0
    for name in names.split():
        found |= marks(name)
    return found


def numbered_marks(name: str) -> int:
    """Say what a name tells that may end with a number of its own: ``comment-1234``."""
    if name[-1:].isdigit():
        return marks(name.rstrip("0123456789") + "0")
    return marks(name)
