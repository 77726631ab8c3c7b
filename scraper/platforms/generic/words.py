"""What headings, link texts and other short words on a page say, in many languages."""

import re
from functools import lru_cache

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
