"""What class names, ids, headings and link texts say about a page's parts, in many languages."""

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
    for pair in _CLUES.keys() & set(map(add, words, words[1:])):
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


#: A page without any of these in its bytes, whatever their case, has no comments that the finder could
#: vouch for; the most frequent first.
_EVIDENCE = (
    b"comment", b"reply", b"message", b"thread", b"forum", b"respons", b"respond", b"answer", b"discuss",
    b"replies", b"reacti", b"antwort", b"opini", b"komment", b"coment", b"koment", b"yorum", b"talkback",
    b"guestbook", *(word.encode() for word in ("коммент", "评论", "留言", "コメント", "댓글")),
)  # fmt: skip


def has_evidence(data: bytes) -> bool:
    """Say whether a page's bytes hold any word that comments have on any page."""
    if b"comment" in data:
        return True
    data = data.lower()
    return any(map(data.__contains__, _EVIDENCE))


#: What stands over comments.
HEADING = re.compile(
    r"comm?ent|kommentar|coment[aá]rio|commenti|reacti|réaction|reply|replies|respon[sd]|antwort|"
    r"answer|réponse|"
    r"thoughts? on|opini|discussion|diskussion|yorum|коммент|отзыв|评论|評論|留言|コメント|댓글|koment[aá]|"
    r"hozzászól|kommentti|beiträge|leser(?:brief|post|meinung)|avis\b|σχόλι|تعليق|תגוב|bình luận|ความคิดเห็น",
    re.IGNORECASE,
)
#: What stands over excerpts of comments on other pages.
RECENT = re.compile(
    r"\b(?:recent|latest|newest|last|neueste|letzte|aktuelle|derni[eè]rs|r[eé]cents?|recientes|"
    r"[uú]ltim[oa]s|recenti|"
    r"ultimi|recente|laatste|senaste|seneste|siste|nejnov[eě]j[sš][ií]|najnowsze|ostatnie|последние|"
    r"свежие)\b|"
    r"最新|最近|新着",
    re.IGNORECASE,
)
#: Link and button texts that answer, permalink or load.
REPLY = re.compile(
    r"\W*(?:repl(?:y|ies)|respond|antwort(?:en)?|répondre|responder|rispondi|reageer|beantwoorden|"
    r"svara?|svar|"
    r"odpowiedz|ответить|yanıtla|cevapla|quote|zitieren|zitat|citer|citar|回复|回覆|返信|답글|link to this|"
    r"permalink|parent|reply to this(?: comment)?|reply to \w+|balas|trả lời|vastaa|odpovědět|válasz)\W*",
    re.IGNORECASE,
)
IN_REPLY = re.compile(
    r"in (?:reply|response|answer) to|repl(?:y|ied|ies|ying) to|antwort (?:auf|an)|als antwort|en réponse à|"
    r"en respuesta a|em resposta a|in risposta a|als reactie op|w odpowiedzi|в ответ|parent|回复|回覆|返信",
    re.IGNORECASE,
)
MORE = re.compile(
    r"(?:load|show|view|see|read)\s+(?:\d+\s+|all\s+|the\s+)?(?:more|all|older|newer|next|previous|"
    r"remaining|rest)|"
    r"more (?:comments|replies|answers)|older comments|newer comments|weitere|mehr (?:laden|anzeigen)|"
    r"ältere kommentare|plus de commentaires|commentaires (?:précédents|suivants)|"
    r"(?:cargar|ver) más|carregar mais|mostra altri|meer reacties|ещё|more…|continue this thread",
    re.IGNORECASE,
)
#: Signs around names that are no part of them.
EDGE = " \t\n:,;|·•»«"
#: What is printed beside some names.
BADGE = re.compile(
    r"\W*(?:post author|article author|author|autor(?:in)?|auteur|autore|verfasser(?:in)?|op|"
    r"admin(?:istrator)?|"
    r"mod(?:erator)?|staff|editor|guest|gast|member|mitglied|author of the post|blog author|offline|"
    r"online|new|"
    r"top (?:fan|commenter)|verified|subscriber|writes|автор|作者|楼主|投稿者)\W*",
    re.IGNORECASE,
)
#: What stands before some names: a dash, or the comment's number.
LEAD_BEFORE = re.compile(r"^(?:[–—-]+\s+|#?\d{1,5}[.):]\s+|#\d{1,5}\s+)(?=.*[^\W\d_])")
#: What stands after some names: what kind of visitor it is; the word before a date that was taken away.
ROLE_AFTER = re.compile(
    r"\s*[\[(](?i:not verified|unverified|visitor|guest|member|author|nicht überprüft|besucher|gast|mitglied|"
    r"non vérifié|visiteur|no verificado|visitante|niet (?:gecontroleerd|geverifieerd)|bezoeker|"
    r"non verificato|não verificado|(?:ej|inte) verifierad|niezweryfikowan[ya]|neověřen[oý]|nem ellenőrzött|"
    r"ikke (?:efterprøvet|bekræftet|bekreftet|verificeret)|не проверено|не перевірено|vahvistamaton|"
    r"ei varmennettu|no verificat|neverificat|"
    r"doğrulanmadı|未確認|未验证|未經驗證)[\])]$|\s+(?:on|at|am|um|le|el|em|il|op|den|[–—-]+)$"
)
#: Words that some pages print around a commenter's name.
NAME_BEFORE = re.compile(
    r"^(?:(?:posted|written|submitted|comment(?:ed)?|published|verfasst|geschrieben|eingetragen)\s+)?"
    r"(?:by|von|par|por|da|di|door|af|av|od|від|от|from|comment by|kommentar von)\s*:?\s+|^@|"
    r"^(?:author|autor|auteur|name|user|posted by)\s*:\s*",
    re.IGNORECASE,
)
NAME_AFTER = re.compile(
    r"\s*[,:]?\s*\b(?:says?|said|wrote|writes|commented|replied|sagt(?:e)?|schreibt|schrieb|meint(?:e)?|"
    r"hat geschrieben|a dit|a écrit|écrit|dice|dijo|escribió|disse|diz|scrive|ha scritto|ha detto|"
    r"zegt|schreef|"
    r"skriver|sier|siger|sanoo|kirjoitti|mówi|pisze|napisał\(?a?\)?|пишет|говорит|написал\(?а?\)?|dedi ki|"
    r"said this|posted|说|說)\b(?:\s*(?:on|am|le|el|em|il|op|at|um)\b.*)?\s*(?:\.{2,}|…|:)?\s*$|\s*:\s*$",
    re.IGNORECASE,
)
_MERE_AGO = re.compile(r"^\W*\d+\s?(?:y|mo|w|d|h|m|min|hr|yr)s?\W*$")
AGO = re.compile(
    rf"{_MERE_AGO.pattern}|\bago\b|\byesterday\b|\btoday\b|just now|\bvor \d|"
    r"\bgestern\b|"
    r"\bheute\b|il y a \d|\bhier,? (?:à|soir|matin|\d)|hace \d|"
    r"\bayer\b|há \d|\bfa$|geleden|\bsedan\b|\bsiden\b|temu\b|назад|"
    r"önce|\d+\s?(?:秒|分|小时|天|個月|年)前|\d+\s?(?:日|時間|か月)前",
    re.IGNORECASE,
)
#: Letters that ``IGNORECASE`` takes for ASCII ones, and ``lower`` does not.
_TWO_CASED = re.compile("[\u0130\u0131\u017f\u212a]")
#: One of these stands in every text that ``AGO`` fits, but for a mere "3 d".
_AGO_WORDS = (
    "ago", "day", "now", "vor ", "gestern", "heute", "il y", "hier", "hace", "ayer", "fa", "geleden", "sedan",
    "siden", "temu", "há ", "назад", "önce", "前",
)  # fmt: skip
DATED = re.compile(
    r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)|\d{1,2}[:h.]\d{2}\s*(?:[ap]\.?m|uhr)?\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])",
    re.IGNORECASE,
)
#: Before a date that tells of the writer, not of what was written.
SINCE = re.compile(
    r"\b(?:joined|join date|member since|registered|registriert|mitglied seit|dabei seit|inscrit|registrado|"
    r"iscritto|lid sinds|geregistreerd|dołączył|зарегистрирован|регистрация)\b|注册|註冊",
    re.IGNORECASE,
)
#: A whole day: all of day, month and year.
STAMP = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:de\s+|of\s+)?[^\W\d_]{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b|"
    r"\b[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b|\d{4}年\d{1,2}月\d{1,2}日"
)
LONGEST_DATE = 90
"""Characters of words that are a date."""
_LONGEST_STAMP = 60
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
#: A day alone, without its year: no name, whatever the writer is called.
DAY = re.compile(rf"\W*(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})\W*", re.IGNORECASE)
_SUBJECT_LINE = re.compile(
    r"(?:^|[\s_-])(?:title|titre|titel|t[ií]tulo|titolo|subject|sujet|betreff|asunto)(?:[\s_-]|$)"
)
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=8192)
def says_date(text: str) -> bool:
    """Say whether words look like a date (every form of which has a digit)."""
    return _DIGIT.search(text) is not None and DATED.search(text) is not None


@lru_cache(maxsize=8192)
def says_ago(text: str) -> bool:
    """Say whether words tell how long ago something was."""
    if text.isascii() or _TWO_CASED.search(text) is None:
        # Most texts end here.
        plain = text.lower()
        if not any(map(plain.__contains__, _AGO_WORDS)):
            return _MERE_AGO.match(plain) is not None
    return AGO.search(text) is not None


@lru_cache(maxsize=8192)
def says_reply(text: str) -> bool:
    """Say whether words are a link's or a button's that answers, or points at a comment."""
    return REPLY.fullmatch(text) is not None


@lru_cache(maxsize=2048)
def names_subject(names: str) -> bool:
    """Say whether a ``class`` attribute names what a comment is about: its subject line."""
    return _SUBJECT_LINE.search(names.lower()) is not None


@lru_cache(maxsize=8192)
def says_since(text: str) -> bool:
    """Say whether words tell since when somebody belongs to a site."""
    return SINCE.search(text) is not None


class Said:
    """What short words say: flags of ``all_said``."""

    DATED = 1  # they are a date
    REPLIES = 2  # a control that answers
    TOLD = 4  # they are a date, or speak of one
    STAMP = 8  # a whole day is in them


@lru_cache(maxsize=8192)
def all_said(words: str) -> int:
    """Say whether words are a date (or speak of one), and whether they are a control that answers."""
    line = " ".join(words.split())
    date, ago = says_date(line), len(line) <= LONGEST_DATE and says_ago(line)
    dated = (date and len(line) <= LONGEST_DATE) or (ago and len(line) <= 40)
    reply = len(words) < 40 and says_reply(words)
    stamp = date and len(line) <= _LONGEST_STAMP and STAMP.search(line) is not None
    return Said.DATED * dated | Said.REPLIES * reply | Said.TOLD * (date or ago) | Said.STAMP * stamp
