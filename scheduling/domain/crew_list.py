"""The people of one shift as its page shows them: places, gaps, those who cannot. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.enums import Channel, OutboundState, Reason
from scheduling.domain.crews import coverage, leaders_missing, missing, pips
from scheduling.domain.hand_overs.cards import NOTHING, HandingCard, instead_words
from scheduling.domain.number_words import capital, in_words, listed
from scheduling.domain.text_states import text_state
from scheduling.domain.walk_rules.checks import Finding
from scheduling.domain.walk_rules.words import about_person, brings
from scheduling.enums import ON_CREW, AttendanceState, Coverage
from scheduling.models import Attendance, Shift
from scheduling.queries.queues import ORDER as ORDER_OF_QUEUE
from volunteers.enums import ContactWay
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
MAY_LEAD = frozenset({State.CONFIRMED, State.ASKED})
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
    text_state: str
    text_trouble: str
    may_confirm: bool
    may_lead: bool
    may_remove: bool
    rules: "RuleWords"
    leading: "RuleWords"
    handing: HandingCard = NOTHING
    instead_of: str = ""
    in_queue: int = 0  # 1 is next for a place; 0 is for whoever does not wait
    may_move_first: bool = False


@dataclass(frozen=True)
class RuleWords:
    """What the rules say of one person on one night, in words. `stop` is empty for whoever may walk."""

    stop: str = ""
    may_except: bool = False
    warnings: tuple[str, ...] = ()
    brings: str = ""


FREE = RuleWords()


def rule_words(
    found: Sequence[Finding], languages: frozenset[str], *, night: date, is_needed: bool = False
) -> RuleWords:
    stops = [finding for finding in found if finding.stops]
    return RuleWords(
        stop=listed([about_person(finding, night=night) for finding in stops]),
        may_except=bool(stops) and all(finding.may_except for finding in stops),
        warnings=tuple(about_person(finding, night=night) for finding in found if not finding.stops),
        brings=brings(languages, is_needed=is_needed),
    )


@dataclass(frozen=True)
class CrewList:
    held: tuple[Person, ...]
    gaps: tuple[int, ...]
    lacks_leader: bool
    off: tuple[Person, ...]


def crew_list(
    shift: Shift,
    attendances: Sequence[Attendance],
    *,
    is_open: bool,
    rules: Mapping[int, RuleWords] | None = None,
    leading: Mapping[int, RuleWords] | None = None,
    handing: Mapping[int, HandingCard] | None = None,
) -> CrewList:
    """The group in order: confirmed with leaders first, asked, waiting, gaps; then those who are off.

    `rules`: by volunteer, what they say of those who are not confirmed yet, and `leading` of those who could lead.
    `handing`: by attendance, what they want to hand over.
    """
    known, cards, instead = rules or {}, handing or {}, instead_words(attendances)
    queue = {one.pk: place for place, one in enumerate(queue_among(attendances), start=1)}
    people = [
        replace(
            person_of(one, is_open=is_open, rules=known.get(one.volunteer_id, FREE), in_queue=queue.get(one.pk, 0)),
            leading=(leading or {}).get(one.volunteer_id, FREE),
            handing=cards.get(one.pk, NOTHING),
            instead_of=instead.get(one.pk, ""),
        )
        for one in attendances
    ]
    held = sorted((person for person in people if person.attendance.state in ORDER), key=place_in_order)
    on_places = sum(person.attendance.state != State.WAITING and not person.instead_of for person in held)
    lacking = missing(shift) if coverage(shift) == Coverage.MISSING else 0
    return CrewList(
        held=tuple(held),
        gaps=tuple(range(on_places + 1, on_places + 1 + lacking)),
        lacks_leader=bool(leaders_missing(shift)) and coverage(shift) == Coverage.MISSING,
        off=tuple(person for person in people if person.attendance.state not in ORDER),
    )


def queue_among(attendances: Sequence[Attendance]) -> list[Attendance]:
    """Those who wait, as scheduling.queries.queues has them: the first first."""
    waiting = [one for one in attendances if one.state == State.WAITING and one.waiting_since is not None]
    return sorted(waiting, key=attrgetter(*ORDER_OF_QUEUE))


def place_in_order(person: Person) -> tuple[int, int, bool]:
    return ORDER[State(person.attendance.state)], person.in_queue, not person.is_leader


def person_of(attendance: Attendance, *, is_open: bool, rules: RuleWords = FREE, in_queue: int = 0) -> Person:
    state = State(attendance.state)
    volunteer = attendance.volunteer
    is_open = is_open and not volunteer.is_forgotten
    return Person(
        attendance=attendance,
        name=volunteer.name,
        face=initials(volunteer.name),
        mobile="" if volunteer.is_forgotten else volunteer.mobile,
        design_state=DESIGN_STATES[state],
        state_label=state_words(attendance),
        is_leader=attendance.is_leader,
        text_state=text_state(attendance.last_text),
        text_trouble=text_trouble(attendance),
        may_confirm=is_open
        and state not in {State.CONFIRMED, State.ATTENDED, State.NO_SHOW, State.WAITING}
        and (not rules.stop or rules.may_except),
        may_lead=is_open and state in MAY_LEAD,
        may_remove=is_open and state in {State.CONFIRMED, State.ASKED, State.WAITING},
        rules=rules,
        leading=FREE,
        in_queue=in_queue,
        may_move_first=is_open and in_queue > 1,
    )


def state_words(attendance: Attendance) -> str:
    """Nobody who waited for a place, or whose question was settled by others, is said not to have answered."""
    state = State(attendance.state)
    if state != State.LAPSED:
        return str(state.label)
    if attendance.instead_of_id is not None:
        return _("Frågan gäller inte längre")
    asked_at, waiting_since = attendance.asked_at, attendance.waiting_since
    has_waited = waiting_since is not None and (asked_at is None or asked_at <= waiting_since)
    return _("Fick ingen plats") if has_waited else str(state.label)


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split())[:FACE_LETTERS].upper()


def text_trouble(attendance: Attendance) -> str:
    """What is wrong with the last text, in words; nothing when it is under way or has arrived.

    Whoever has said stop is not reached by the next one either, whatever became of the last.
    """
    if getattr(attendance, "is_silenced", False) and attendance.volunteer.contact_way == ContactWay.SMS:
        return _("Nås inte på sms: har sagt stopp. Ring i stället.")
    text = attendance.last_text
    if text is None:
        return ""
    match text.state:
        case OutboundState.UNDELIVERED | OutboundState.FAILED:
            is_call = text.channel == Channel.VOICE
            return (
                _("Ingen svarade när vi ringde. Ring själv.") if is_call else _("Texten kom inte fram. Ring i stället.")
            )
        case OutboundState.DROPPED:
            return dropped_words(text.reason)
        case OutboundState.UNKNOWN:
            return _("Det är oklart om texten kom fram.")
    return ""


def dropped_words(reason: str) -> str:
    """Why a text was held back, where that is a trouble."""
    if reason in {Reason.NOT_NEEDED, Reason.MERGED}:
        return ""
    why = str(Reason(reason).label) if reason in Reason.values else ""
    return _("Texten skickades inte. %(why)s.") % {"why": why} if why else _("Texten skickades inte.")


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
        return waiting_words(shift.asked_count), names
    return lacking_words(shift), names


def waiting_words(count: int) -> str:
    if count == 1:
        return _("Vi väntar på ett svar.")  # the number's word is "en" beside other things
    words = ngettext("Vi väntar på %(count)s svar.", "Vi väntar på %(count)s svar.", count)
    return words % {"count": in_words(count)}


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
    names = [one.volunteer.first_name for one in attendances if one.state == State.ASKED and one.instead_of_id is None]
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
