"""What forums print beside every message: what its writer is, that it answers, which of them it is."""

import re

from scraper.platforms.generic.survey import Survey

_LONGEST = 60
#: Words before a number or a date of the writer, or before a title; a message's own number.
_SIGN = re.compile(
    r"(?:posts|joined|join date|member since|registered(?: on)?|beiträge|registriert(?: seit)?|dabei seit|"
    r"mitglied seit|mensajes|registrado|messages|inscrit(?: le)?|messaggi|iscritto(?: il)?|berichten|"
    r"lid sinds|posty|dołączył|zarejestrowany|сообщени[йя]|зарегистрирован|inlägg|indlæg|příspěvky)\s*:"
    r"|(?:\d{1,4}[.)]\s*)?(?:re|aw|sv|vs|antw|odp)\s?:\s\S"
    r"|#[1-9]\d{0,4}$",
    re.IGNORECASE,
)


def forum_signs(survey: Survey) -> list[int]:
    """Return the places of words that no list but a forum's messages has in each of its parts."""
    return [
        place
        for place, words in enumerate(survey.own)
        if words and len(words) <= _LONGEST and _SIGN.match(words)
    ]
