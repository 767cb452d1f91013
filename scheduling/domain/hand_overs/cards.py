"""How the wish to hand over a place stands, in the sentences of a shift's page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scheduling.domain.number_words import listed
from scheduling.domain.pace import TOO_LATE_TO_ASK
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance
from volunteers.domain import calendar_words as words

State = AttendanceState


@dataclass(frozen=True)
class HandingCard:
    """`words` say how it stands, `asked` who has been asked. `may_ask_others`: whether that is left to do."""

    words: str = ""
    asked: str = ""
    is_open: bool = False
    is_to_one: bool = False
    may_ask_others: bool = False
    may_swap: bool = False


NOTHING = HandingCard()


def handing_cards(
    crew: Sequence[Attendance], *, zone: ZoneInfo, language: str, now: datetime
) -> dict[int, HandingCard]:
    """By attendance, of those who hold a place. `crew` as `crew_of` reads it."""
    return {
        one.pk: _card(one, crew, zone=zone, language=language, now=now) for one in crew if one.state == State.CONFIRMED
    }


def _card(one: Attendance, crew: Sequence[Attendance], *, zone: ZoneInfo, language: str, now: datetime) -> HandingCard:
    is_ahead = one.shift.state == ShiftState.PUBLISHED and one.starts_at - now >= TOO_LATE_TO_ASK
    opened_at: datetime | None = getattr(one, "handing_since", None)
    if opened_at is None:
        return HandingCard(may_ask_others=is_ahead, may_swap=is_ahead)
    since = words.day_and_clock(opened_at, now=now, zone=zone, language=language)
    to: str = getattr(one, "handing_to", None) or ""
    if not to:
        said = _("Vill lämna över sin plats sedan %(when)s, och står kvar tills någon tar över.") % {"when": since}
        return HandingCard(said, _asked_words(one, crew), is_open=True, may_swap=is_ahead)
    first_name, given = to.split(" ", maxsplit=1)[0], getattr(one, "handing_for", None)
    if given is None:
        said = _("%(name)s fick %(when)s frågan om att ta över platsen.") % {"name": first_name, "when": since}
    else:
        day = words.night_short(given, zone=zone, language=language)
        said = _("%(name)s fick %(when)s frågan om att byta mot %(day)s.") % {
            "name": first_name,
            "when": since,
            "day": day,
        }
    return HandingCard(said, is_open=True, may_ask_others=is_ahead)


def own_card(one: Attendance, *, now: datetime) -> HandingCard:
    """The same for the person themselves, as `own_nights` reads their night."""
    if one.state != State.CONFIRMED:
        return NOTHING
    is_ahead = one.shift.state == ShiftState.PUBLISHED and one.starts_at - now >= TOO_LATE_TO_ASK
    if getattr(one, "handing_since", None) is None:
        return HandingCard(may_ask_others=is_ahead, may_swap=is_ahead)
    to: str = getattr(one, "handing_to", None) or ""
    if not to:
        said = _("Vi frågar andra. Du står kvar tills någon tar över, och då får du sms.")
        return HandingCard(said, is_open=True)
    name, given = to.split(" ", maxsplit=1)[0], getattr(one, "handing_for", None)
    if given is None:
        said = _("%(name)s har fått frågan om att ta över. Du står kvar tills dess.") % {"name": name}
    else:
        day = words.night_short(given, zone=one.shift.association.municipality.zone, language=get_language() or "sv")
        said = _("%(name)s har fått frågan om att byta mot %(day)s. Du står kvar tills %(name)s säger ja.") % {
            "name": name,
            "day": day,
        }
    return HandingCard(said, is_open=True, is_to_one=True, may_ask_others=is_ahead)


def offer_words(one: Attendance) -> str:
    """What somebody else's place is offered for; nothing where the question is an ordinary one."""
    owner: str = getattr(one, "offered_by", None) or ""
    if not owner or one.state != State.ASKED:
        return ""
    name, given = owner.split(" ", maxsplit=1)[0], getattr(one, "offered_for", None)
    if given is None:
        return _("%(name)s kan inte. Kan du gå i stället?") % {"name": name}
    day = words.night_short(given, zone=one.shift.association.municipality.zone, language=get_language() or "sv")
    return _("Vill du byta kväll med %(name)s? Du går den här, %(name)s tar din %(day)s.") % {"name": name, "day": day}


def _asked_words(one: Attendance, crew: Sequence[Attendance]) -> str:
    names = [other.volunteer.first_name for other in crew if other.instead_of_id == one.pk]
    return _("Frågade: %(names)s.") % {"names": listed(names)} if names else _("Ingen är frågad än.")


def instead_words(crew: Sequence[Attendance]) -> dict[int, str]:
    """By attendance, of those who are asked for somebody's place: whose."""
    owners = {one.pk: one.volunteer.first_name for one in crew}
    return {
        one.pk: _("I stället för %(name)s") % {"name": owners[one.instead_of_id]}
        for one in crew
        if one.state == State.ASKED and one.instead_of_id in owners
    }
