"""Calendars as other people's programs write them."""

from datetime import date
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def calendar(*entries: str, head: str = "") -> str:
    """Each entry is its lines between BEGIN and END, apart by new lines."""
    events = "".join(f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries)
    head = f"{head}\n" if head else ""
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Andra//Kalender//SV\n{head}{events}END:VCALENDAR\n"
    return whole.replace("\n", "\r\n")


def whole_day(first: str, last: str = "", title: str = "Sportlov", uid: str = "lov@skola.example") -> str:
    end = f"\nDTEND;VALUE=DATE:{last}" if last else ""
    return f"UID:{uid}\nDTSTART;VALUE=DATE:{first}{end}\nSUMMARY:{title}"


def timed(
    starts: str, ends: str, title: str = "Hemmamatch", zone: str = ";TZID=Europe/Stockholm", more: str = ""
) -> str:
    return f"UID:{starts}@lag.example\nDTSTART{zone}:{starts}\nDTEND{zone}:{ends}\nSUMMARY:{title}\n{more}"
