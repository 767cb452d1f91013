"""What an error says, to a machine's maker: in English, or in Swedish when Accept-Language prefers it.

Both languages stand here side by side, not in a catalogue, because English is the rule at this door and Swedish at all
others.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from api.enums import Problem

PROBLEM_PATH = "/api/v1/problems"
# title and detail in English, title and detail in Swedish
WORDS: dict[Problem, tuple[str, str, str, str]] = {
    Problem.NO_KEY: (
        "No key given",
        "Send your key in the header Authorization: Bearer lykta_….",
        "Nyckel saknas",
        "Skicka din nyckel i huvudet Authorization: Bearer lykta_….",
    ),
    Problem.BAD_KEY: (
        "Unknown key",
        "This is not a key of Lykta. Check that the whole of it was copied.",
        "Okänd nyckel",
        "Det här är ingen nyckel till Lykta. Se efter att hela kom med.",
    ),
    Problem.REVOKED_KEY: (
        "Revoked key",
        "This key has been revoked. Ask the municipality's coordinator for a new one.",
        "Spärrad nyckel",
        "Nyckeln är spärrad. Be kommunens samordnare om en ny.",
    ),
    Problem.EXPIRED_KEY: (
        "Expired key",
        "This key has expired. Ask the municipality's coordinator for a new one.",
        "Nyckeln har gått ut",
        "Nyckeln gäller inte längre. Be kommunens samordnare om en ny.",
    ),
    Problem.WRONG_NETWORK: (
        "Wrong network",
        "This key may not be used from the address you ask from. The municipality's coordinator can change that.",
        "Fel nätverk",
        "Nyckeln får inte användas från adressen du frågar från. Kommunens samordnare kan ändra det.",
    ),
    Problem.MISSING_SCOPE: (
        "Missing scope",
        "This key may not read this. It needs the scope {scope}.",
        "Nyckeln räcker inte",
        "Nyckeln får inte läsa det här. Den behöver omfattningen {scope}.",
    ),
    Problem.NOT_TONIGHT: (
        "Not tonight",
        "Names and numbers are given on the night of the shift alone, and not once it is done or cancelled.",
        "Inte i kväll",
        "Namn och nummer lämnas bara ut samma kväll som passet, och inte när det är genomfört eller inställt.",
    ),
    Problem.NOT_FOUND: (
        "Not found",
        "There is nothing here that your key can see. Paths have no slash at the end.",
        "Finns inte",
        "Här finns inget som din nyckel kan se. Sökvägar slutar inte med snedstreck.",
    ),
    Problem.TOO_FAR_BACK: (
        "Too far back",
        "Events after that number are no longer kept. Read the lists anew, and go on after the newest number.",
        "För långt tillbaka",
        "Händelserna efter det numret finns inte kvar. Läs listorna på nytt och fortsätt efter det nyaste numret.",
    ),
    Problem.METHOD_NOT_ALLOWED: (
        "Method not allowed",
        "{method} is not possible here.",
        "Metoden går inte",
        "{method} går inte här.",
    ),
    Problem.NOT_ACCEPTABLE: (
        "Not acceptable",
        "This can only be had as {offered}. Send Accept: {offered}, or no Accept at all.",
        "Formatet finns inte",
        "Det här finns bara som {offered}. Skicka Accept: {offered}, eller inget Accept alls.",
    ),
    Problem.BAD_PARAMETERS: (
        "Bad parameters",
        "One or more parameters cannot be understood; see errors.",
        "Felaktiga parametrar",
        "En eller flera parametrar går inte att förstå; se errors.",
    ),
    Problem.BAD_REQUEST: (
        "Bad request",
        "The request cannot be read. See to its host, its headers and how many parameters it has.",
        "Trasigt anrop",
        "Anropet går inte att läsa. Se över värdnamnet, huvudena och hur många parametrar det har.",
    ),
    Problem.MALFORMED_BODY: (
        "Malformed body",
        "The body is not JSON. Send UTF-8 that a JSON parser accepts.",
        "Innehållet går inte att läsa",
        "Innehållet är inte JSON. Skicka UTF-8 som en JSON-tolk godtar.",
    ),
    Problem.INVALID_FIELDS: (
        "Invalid fields",
        "One or more members of the body cannot be taken; see errors.",
        "Felaktiga fält",
        "Ett eller flera fält går inte att ta emot; se errors.",
    ),
    Problem.UNSUPPORTED_MEDIA_TYPE: (
        "Unsupported media type",
        "Send the body as Content-Type: application/json.",
        "Fel slags innehåll",
        "Skicka innehållet som Content-Type: application/json.",
    ),
    Problem.TOO_LARGE: (
        "Too large",
        "A body may be {most} bytes at most.",
        "För stort",
        "Innehållet får vara högst {most} byte.",
    ),
    Problem.NO_IDEMPOTENCY_KEY: (
        "No Idempotency-Key",
        "Send the header Idempotency-Key: a value that you use for this call alone and for repeating it.",
        "Idempotency-Key saknas",
        "Skicka huvudet Idempotency-Key: ett värde för just det här anropet och när du upprepar det.",
    ),
    Problem.IDEMPOTENCY_KEY_REUSED: (
        "Idempotency-Key used for something else",
        "This Idempotency-Key was sent with another call within the last 24 hours. Take a new one for a new call.",
        "Idempotency-Key har använts till annat",
        "Samma Idempotency-Key följde med ett annat anrop det senaste dygnet. Ta en ny till ett nytt anrop.",
    ),
    Problem.STILL_RUNNING: (
        "Still being carried out",
        "The first call with this Idempotency-Key has not been answered yet. Ask again in a second.",
        "Utförs fortfarande",
        "Det första anropet med samma Idempotency-Key är inte klart. Fråga igen om en sekund.",
    ),
    Problem.NO_IF_MATCH: (
        "No If-Match",
        "Send the ETag of what you read as If-Match, so that you do not undo what somebody else has changed since.",
        "If-Match saknas",
        "Skicka ETag från det du läste som If-Match, så att du inte ändrar över någon annans ändring.",
    ),
    Problem.CHANGED_MEANWHILE: (
        "Changed meanwhile",
        "It is no longer as your If-Match says. Read it again, and change that.",
        "Ändrat under tiden",
        "Det är inte längre som ditt If-Match säger. Läs om det och ändra det du då ser.",
    ),
    Problem.CONFLICT: (
        "Not possible now",
        "As things stand this cannot be done.",
        "Går inte nu",
        "Som det står till går det inte.",
    ),
    Problem.TOO_MANY_REQUESTS: (
        "Too many requests",
        "This key has asked too often. Wait {wait} seconds.",
        "För många anrop",
        "Nyckeln har frågat för ofta. Vänta {wait} sekunder.",
    ),
    Problem.SERVER_ERROR: (
        "Something broke on our side",
        "The error has been logged. Try again later.",
        "Något gick sönder hos oss",
        "Felet är noterat. Försök igen senare.",
    ),
}


def title_of(problem: Problem) -> str:
    return WORDS[problem][2 if is_swedish() else 0]


def detail_of(problem: Problem, values: Mapping[str, object]) -> str:
    return WORDS[problem][3 if is_swedish() else 1].format_map(values)


def type_of(problem: Problem) -> str:
    """An address with an explanation at it."""
    return f"{settings.PUBLIC_URL}{PROBLEM_PATH}/{problem.value}"


def in_words(english: str, swedish: str) -> str:
    return swedish if is_swedish() else english


in_words_later = lazy(in_words, str)  # for what is written down once, before anybody asks


def one_of(words: Iterable[str]) -> dict[str, Any]:
    """For a field that takes one of these: its error names them, in the language of whoever is told."""
    known = ", ".join(words)
    return {"invalid_choice": in_words_later(f"There is: {known}.", f"Det finns: {known}.")}


def is_swedish() -> bool:
    return (get_language() or "en").startswith("sv")


def language_of(accept_language: str) -> str:
    """English for machines that say nothing; "sv" when the header prefers Swedish to English."""
    for code, _quality in parse_accept_lang_header(accept_language):
        if code.split("-")[0] in {"sv", "en"}:
            return code.split("-")[0]
    return "en"
