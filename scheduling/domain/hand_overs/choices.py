"""With whom somebody on a crew can change nights, or who can take the place without giving one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.suggesting import Suggestion
from scheduling.models import Attendance
from volunteers.domain import calendar_words
from volunteers.models.volunteer import short_name


@dataclass(frozen=True)
class Choice:
    """`key` stands in a form; `in_return` is the place that is given, None for one who gives none."""

    key: str
    volunteer: int
    words: str
    in_return: Attendance | None = None


def swap_choices(
    places: Iterable[Attendance],
    *,
    owners_nights: Sequence[tuple[datetime, datetime]],
    zone: ZoneInfo,
    language: str,
    to_leader: bool = True,
) -> list[Choice]:
    """One for each place on another night; none on nights when the owner walks already.

    Only a leader reads whole names.
    """
    choices = []
    for place in places:
        is_taken = any(start < place.ends_at and end > place.starts_at for start, end in owners_nights)
        if is_taken:
            continue
        day = calendar_words.night_short(place.starts_at, zone=zone, language=language)
        words = _("%(name)s, som går %(day)s i %(place)s") % {
            "name": place.volunteer.name if to_leader else place.volunteer.short_name,
            "day": day,
            "place": place.shift.place,
        }
        choices.append(Choice(f"byt-{place.pk}", place.volunteer_id, words, place))
    return choices


def giving_choices(suggestions: Iterable[Suggestion], *, may_lead: bool, to_leader: bool = True) -> list[Choice]:
    """Those who could be asked for the night anyway; for a leader's place only who may lead.

    Only a leader reads whole names, and what speaks for whom.
    """
    able = [one for one in suggestions if not one.hindrance and (one.may_lead or not may_lead)]
    return [Choice(f"ta-{one.pk}", one.pk, _with_reason(one) if to_leader else short_name(one.name)) for one in able]


def _with_reason(one: Suggestion) -> str:
    reason = next((reason.words for reason in one.reasons if reason.is_for), "")
    return f"{one.name} ({reason[:1].lower()}{reason[1:]})" if reason else one.name
