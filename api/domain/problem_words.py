"""What an error says, to a machine's maker: in English, or in Swedish when Accept-Language prefers it.

Both languages stand here side by side, not in a catalogue, because English is the rule at this door and Swedish at all
others.
"""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from api.enums import Problem

DOCS_PATH = "/api/v1/docs"
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
    Problem.MISSING_SCOPE: (
        "Missing scope",
        "This key may not read this. It needs the scope {scope}.",
        "Nyckeln räcker inte",
        "Nyckeln får inte läsa det här. Den behöver omfattningen {scope}.",
    ),
    Problem.NOT_FOUND: (
        "Not found",
        "There is nothing here that your key can see. Paths have no slash at the end.",
        "Finns inte",
        "Här finns inget som din nyckel kan se. Sökvägar slutar inte med snedstreck.",
    ),
    Problem.METHOD_NOT_ALLOWED: (
        "Method not allowed",
        "{method} is not possible here.",
        "Metoden går inte",
        "{method} går inte här.",
    ),
    Problem.NOT_ACCEPTABLE: (
        "Not acceptable",
        "This can only be had as JSON. Send Accept: application/json, or no Accept at all.",
        "Formatet finns inte",
        "Det här finns bara som JSON. Skicka Accept: application/json, eller inget Accept alls.",
    ),
    Problem.BAD_PARAMETERS: (
        "Bad parameters",
        "One or more parameters cannot be understood; see errors.",
        "Felaktiga parametrar",
        "En eller flera parametrar går inte att förstå; se errors.",
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


def detail_of(problem: Problem, **values: object) -> str:
    return WORDS[problem][3 if is_swedish() else 1].format(**values)


def type_of(problem: Problem) -> str:
    """An address with an explanation at it."""
    return f"{settings.PUBLIC_URL}{DOCS_PATH}#{problem.value}"


def in_words(english: str, swedish: str) -> str:
    return swedish if is_swedish() else english


def is_swedish() -> bool:
    return (get_language() or "en").startswith("sv")


def language_of(accept_language: str) -> str:
    """English for machines that say nothing; "sv" when the header prefers Swedish to English."""
    for code, _quality in parse_accept_lang_header(accept_language):
        if code.split("-")[0] in {"sv", "en"}:
            return code.split("-")[0]
    return "en"
