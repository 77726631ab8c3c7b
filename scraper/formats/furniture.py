"""Lines of a page's text that are its furniture: box headings, card links, comment counts."""

import re
from enum import Enum


class Heading(Enum):
    """What a line that stands by itself announces."""

    ABOUT = "about"
    COMMENTS = "comments"
    SIDEBAR = "sidebar"


_ABOUT = (
    "about the author|about author|about me|written by|über den autor|über die autorin|"
    "[àa] propos de l.auteure?|sobre el autor|sobre la autora|sobre o autor|sull.autore|over de auteur|"
    "об авторе|o autorze"
)
_COMMENTS = (
    "comments?|responses?|repl(?:y|ies)|kommentare?|antworten|commentaires?|comentarios?|coment[aá]rios?|"
    "commenti|reacties|kommentarer|komentarze|комментари[ийяе]в?|"
    "reader comments|comments? on this (?:post|entry)"
)
_SIDEBAR = (
    "recent posts|recent comments|latest posts|latest comments|recent entries|popular posts|top posts|"
    "archives?|categories|meta|blogroll|links|tags?|tag cloud|search|search this (?:blog|site)|"
    "related(?: posts| articles)?|you may also like|see also|more posts|share this|share|follow us|follow me|"
    "follow|subscribe|newsletter|"
    "leave a reply|leave a comment|post a comment|add a comment|post navigation|navigation|footer|sidebar|"
    "labels|blog archive|followers|links to this post|pages|calendar|"
    "neueste beiträge|neueste kommentare|letzte beiträge|archiv|kategorien|suche|schreibe einen kommentar|"
    "articles récents|commentaires récents|catégories|rechercher|laisser un commentaire|"
    "entradas recientes|comentarios recientes|archivos|categorías|buscar|deja un comentario|"
    "articoli recenti|commenti recenti|archivi|categorie|cerca|lascia un commento|"
    "recente berichten|recente reacties|archief|categorieën|zoeken|geef een reactie|"
    "posts recentes|comentários recentes|arquivos|categorias|свежие записи|свежие комментарии|архивы|рубрики"
)
_READ_MORE = (
    "read more|continue reading|read the full (?:article|story|post)|learn more|weiterlesen|mehr lesen|"
    "lire la suite|en savoir plus|leer más|seguir leyendo|leggi tutto|continua a leggere|lees meer|"
    "verder lezen|leia mais|czytaj dalej|читать далее"
)
_HEADING = {
    Heading.ABOUT: re.compile(rf"(?:{_ABOUT})\s*:?", re.IGNORECASE),
    Heading.COMMENTS: re.compile(
        rf"(?:(?P<count>\d[\d.,]*)\s+(?:{_COMMENTS}|thoughts? on\b.*)"
        r"(?:\s*:|\s+(?:on|to|for|zu|sur|en|su|op)\b.*)?"
        rf"|(?:{_COMMENTS})\s*(?:[(:\[]?\s*(?P<after>\d[\d.,]*)\s*[)\]]?)?\s*:?)",
        re.IGNORECASE,
    ),
    Heading.SIDEBAR: re.compile(rf"(?:{_SIDEBAR})\s*:?", re.IGNORECASE),
}
# A link's words at the start of a line, alone or with what follows it on the page: no "Read more about it".
READ_MORE = re.compile(rf"(?i:{_READ_MORE})(?:\s*(?:»|›|→|>+|…|\.\.\.))?(?=\s*(?:$|[^\W_a-zß-ÿ]|[^\w\s]))")
# Words that also head a section of a post.
_WEAK = re.compile(
    r"(?:meta|links|tags?|search|see also|share|follow|pages|calendar|labels|related|footer|archiv[eo]?s?|"
    r"suche|buscar|cerca|zoeken|rechercher|categor\w+|catégories|kategorien)\s*:?",
    re.IGNORECASE,
)
_LONGEST = 120


def heading(line: str) -> Heading | None:
    """Say what a whole line announces; ``None`` for ordinary text."""
    if not line or len(line) > _LONGEST:
        return None
    return next((kind for kind, form in _HEADING.items() if form.fullmatch(line)), None)


def is_weak(line: str) -> bool:
    """Say whether a sidebar's heading may as well be a post's own."""
    return _WEAK.fullmatch(line) is not None


def declared(line: str) -> int | None:
    """Return the number of comments that a heading over comments states."""
    found = _HEADING[Heading.COMMENTS].fullmatch(line) if len(line) <= _LONGEST else None
    digits = (found["count"] or found["after"]) if found else None
    return int(re.sub(r"\D", "", digits)[:9]) if digits else None
