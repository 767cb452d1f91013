"""Texts that have broken calendars somewhere, each by a name for the table."""

from datetime import UTC, datetime, timedelta

from scheduling.domain.calendars import CalendarEvent, CalendarFeed

HARD_TEXTS = {
    "`Söder; lag 1, Åsö`": "Söder; lag 1, Åsö",
    "new lines": "två\nrader\r\noch en\rtill",
    "control characters": "Vår\0by\x07 \x0bi\x1b kväll\x85\x7f",
    "line separators": "före\u2028efter\u2029sist",
    "emoji": "🏮 lykta 👩‍👩‍👧 och 🇸🇪",
    "500 characters": "Å" + "å" * 498 + "Ä",
    "500 characters without a space or an accent": "a" * 500,
    "right to left": "מסלול בדרום و مسار",
    "direction marks": "och \u202eåt andra hållet\u202c här",
    "quotes and colons": ":;,:;,\"citat\" 'och' så",
    "marks of other formats": "%20&amp;<b> =?utf-8?q?x?= ^'caret^n",
    "space at the edges": " \t kanter \n",
    "a backslash": "bak\\snett",
    "a backslash before an n": "som \\n i text",
}
STARTS = datetime(2027, 10, 30, 19, 0, tzinfo=UTC)
NAME = HARD_TEXTS["`Söder; lag 1, Åsö`"]


def feed_of_texts() -> CalendarFeed:
    """An event for each, in which title, place and description are all that text."""
    events = (
        CalendarEvent(
            uid=f"text-{number}@lykta.example",
            summary=text,
            description=text,
            location=text,
            starts=STARTS + timedelta(days=number),
            ends=STARTS + timedelta(days=number, hours=8),
            updated_at=STARTS,
        )
        for number, text in enumerate(HARD_TEXTS.values())
    )
    return CalendarFeed(name=NAME, description=NAME, language="sv", events=tuple(events))
