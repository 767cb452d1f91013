"""The people of one shift as its page shows them: places, gaps, those who cannot; and whom one can ask. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.enums import OutboundState
from scheduling.domain.crews import coverage, leaders_missing, missing, pips
from scheduling.domain.number_words import capital, in_words, listed
from scheduling.enums import ON_CREW, AttendanceState, Coverage
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words
from volunteers.models import Volunteer

State = AttendanceState

DESIGN_STATES = {
    State.ASKED: "asked",
    State.CONFIRMED: "confirmed",
    State.ATTENDED: "confirmed",
    State.WAITING: "waiting",
    State.DECLINED: "declined",
    State.LAPSED: "declined",
    State.WITHDRAWN: "declined",
    State.NO_SHOW: "no-show",
}
ORDER = {State.CONFIRMED: 0, State.ATTENDED: 0, State.NO_SHOW: 0, State.ASKED: 1, State.WAITING: 2}
FACE_LETTERS = 2


@dataclass(frozen=True)
class Person:
    """One line of the group: who, how it stands, and what can be done."""

    attendance: Attendance
    name: str
    face: str
    mobile: str
    design_state: str
    state_label: str
    is_leader: bool
    text_trouble: str
    may_confirm: bool
    may_lead: bool
    may_remove: bool


@dataclass(frozen=True)
class CrewList:
    held: tuple[Person, ...]
    gaps: tuple[int, ...]
    lacks_leader: bool
    off: tuple[Person, ...]


@dataclass(frozen=True)
class Suggestion:
    """Someone who can be asked, or cannot, and why."""

    pk: int
    name: str
    reason: str
    hindrance: str
    may_lead: bool


def crew_list(shift: Shift, attendances: Iterable[Attendance], *, is_open: bool) -> CrewList:
    """The group in order: confirmed with leaders first, asked, waiting, gaps; then those who are off."""
    people = [person_of(attendance, is_open=is_open) for attendance in attendances]
    held = sorted((person for person in people if person.attendance.state in ORDER), key=place_in_order)
    on_places = sum(person.attendance.state != State.WAITING for person in held)
    lacking = missing(shift) if coverage(shift) == Coverage.MISSING else 0
    return CrewList(
        held=tuple(held),
        gaps=tuple(range(on_places + 1, on_places + 1 + lacking)),
        lacks_leader=bool(leaders_missing(shift)) and coverage(shift) == Coverage.MISSING,
        off=tuple(person for person in people if person.attendance.state not in ORDER),
    )


def place_in_order(person: Person) -> tuple[int, bool]:
    return ORDER[State(person.attendance.state)], not person.is_leader


def person_of(attendance: Attendance, *, is_open: bool) -> Person:
    state = State(attendance.state)
    volunteer = attendance.volunteer
    is_open = is_open and not volunteer.is_forgotten
    return Person(
        attendance=attendance,
        name=volunteer.name,
        face="".join(word[0] for word in volunteer.name.split())[:FACE_LETTERS].upper(),
        mobile="" if volunteer.is_forgotten else volunteer.mobile,
        design_state=DESIGN_STATES[state],
        state_label=str(state.label),
        is_leader=attendance.is_leader,
        text_trouble=text_trouble(attendance),
        may_confirm=is_open and state not in {State.CONFIRMED, State.ATTENDED, State.NO_SHOW, State.WAITING},
        may_lead=is_open and state in {State.CONFIRMED, State.ASKED},
        may_remove=is_open and state in {State.CONFIRMED, State.ASKED, State.WAITING},
    )


def text_trouble(attendance: Attendance) -> str:
    """What is wrong with the last text, in words; nothing when it is under way or has arrived."""
    text = attendance.last_text
    if text is None:
        return ""
    match text.state:
        case OutboundState.UNDELIVERED | OutboundState.FAILED:
            return _("Texten kom inte fram. Ring i stället.")
        case OutboundState.DROPPED:
            return text.reason or _("Texten skickades inte.")
        case OutboundState.UNKNOWN:
            return _("Det är oklart om texten kom fram.")
    return ""


def suggestions(
    shift: Shift,
    volunteers: Iterable[Volunteer],
    elsewhere: Mapping[int, Attendance],
    *,
    zone: ZoneInfo,
    language: str,
) -> list[Suggestion]:
    """Those asked longest ago first, the never asked before them; whoever cannot comes last."""
    asked = {volunteer.pk: getattr(volunteer, "last_asked_at", None) for volunteer in volunteers}
    found = [
        Suggestion(
            pk=volunteer.pk,
            name=volunteer.name,
            reason=asked_words(asked[volunteer.pk], zone, language),
            hindrance=hindrance_words(elsewhere.get(volunteer.pk), zone, language),
            may_lead=is_trained(volunteer, shift.night),
        )
        for volunteer in volunteers
    ]
    return sorted(found, key=lambda one: (bool(one.hindrance), *longest_ago(asked[one.pk]), one.name))


def longest_ago(moment: datetime | None) -> tuple[bool, float]:
    return moment is not None, moment.timestamp() if moment else 0.0


def asked_words(moment: datetime | None, zone: ZoneInfo, language: str) -> str:
    if moment is None:
        return _("Har inte fått någon fråga än")
    return _("Fick senast en fråga %(day)s") % {"day": calendar_words.night_short(moment, zone=zone, language=language)}


def hindrance_words(place: Attendance | None, zone: ZoneInfo, language: str) -> str:
    if place is None:
        return ""
    return _("Går redan %(day)s i %(place)s") % {
        "day": calendar_words.night_short(place.starts_at, zone=zone, language=language),
        "place": place.shift.route.district.name,
    }


def is_trained(volunteer: Volunteer, night: date) -> bool:
    return volunteer.leader_training_until is not None and volunteer.leader_training_until >= night


def crew_headline(shift: Shift, attendances: Sequence[Attendance]) -> tuple[str, str]:
    """The state of the shift in a sentence: "En person saknas.", "Karin och Johan är klara. Anna är tillfrågad …"."""
    state = coverage(shift)
    if state == Coverage.CANCELLED:
        reason = _("Skäl: %(reason)s") % {"reason": shift.cancel_reason} if shift.cancel_reason else ""
        return _("Passet är inställt."), reason
    if state == Coverage.DRAFT:
        return _("Det här är ett utkast."), _("Inga sms har gått ut. Publicera passet, så kan du fråga folk.")
    names = " ".join(filter(None, [on_crew_words(attendances), asked_people_words(attendances)]))
    if state == Coverage.DONE:
        return _("Kvällen är genomförd."), ""
    if state == Coverage.CONFIRMED:
        return _("Klart. Gruppen är bemannad."), names
    if state == Coverage.ASKED:
        count = shift.asked_count
        words = ngettext("Vi väntar på %(count)s svar.", "Vi väntar på %(count)s svar.", count)
        return words % {"count": in_words(count)}, names
    return lacking_words(shift), names


def lacking_words(shift: Shift) -> str:
    lacking = missing(shift)
    if leaders_missing(shift) and lacking <= leaders_missing(shift):
        return _("En ledare saknas.")
    words = ngettext("%(count)s person saknas.", "%(count)s personer saknas.", lacking)
    return capital(words % {"count": in_words(lacking)})


def on_crew_words(attendances: Sequence[Attendance]) -> str:
    names = [one.volunteer.first_name for one in attendances if one.state in ON_CREW]
    return ngettext("%(names)s är klar.", "%(names)s är klara.", len(names)) % {"names": listed(names)} if names else ""


def asked_people_words(attendances: Sequence[Attendance]) -> str:
    names = [one.volunteer.first_name for one in attendances if one.state == State.ASKED]
    if not names:
        return ""
    words = ngettext(
        "%(names)s är tillfrågad och har inte svarat än.",
        "%(names)s är tillfrågade och har inte svarat än.",
        len(names),
    )
    return words % {"names": listed(names)}


def large_meter(shift: Shift) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The meter of the shift's own page: signs up to the maximum, and what each tick between them means."""
    row = [name for name in pips(shift, up_to_maximum=True) if name != "tick"]
    words = (
        (shift.crew_min, _("minst %(count)s")),
        (shift.crew_target, _("mål %(count)s")),
        (shift.crew_max, _("högst %(count)s")),
    )
    ticks: dict[int, list[str]] = {}
    for place, label in words:
        ticks.setdefault(place, []).append(label % {"count": place})
    signs: list[str] = []
    for place, name in enumerate(row, start=1):
        signs += [name, "tick"] if place in ticks else [name]
    return tuple(signs), tuple(", ".join(labels) for place, labels in sorted(ticks.items()) if place <= len(row))
