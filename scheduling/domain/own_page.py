"""A volunteer's own page in words: which night it opens with, the others, who goes along, whom to ring. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.domain.answer_links import ANSWERABLE
from scheduling.domain.answering import CHANGED
from scheduling.domain.hand_overs.cards import NOTHING, HandingCard, offer_words, own_card
from scheduling.domain.number_words import capital, in_words, listed
from scheduling.domain.telling import time_words
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words as words
from volunteers.models import Association, Volunteer

State = AttendanceState
AUTUMN = 8  # the month that the second half of a year of walks begins with
LOOKS = {  # the design language's state, and the word beside it
    State.ASKED: "asked",
    State.CONFIRMED: "confirmed",
    State.ATTENDED: "confirmed",
    State.WAITING: "waiting",
    State.DECLINED: "declined",
    State.LAPSED: "declined",
}
FIRST_SHOWN = (State.ASKED, State.CONFIRMED, State.WAITING)  # what the page opens with, the nearest of the first


@dataclass(frozen=True)
class OwnNight:
    """One night as the page shows it. `may_answer` until it begins; `day` is its weekday, date and month."""

    attendance: Attendance
    title: str
    day: tuple[str, ...]
    hours: str
    look: str
    word: str
    line: str
    may_answer: bool
    is_changed: bool
    handing: HandingCard = NOTHING

    @property
    def pk(self) -> int:
        return self.attendance.pk

    @property
    def shift(self) -> Shift:
        return self.attendance.shift

    @property
    def is_open_question(self) -> bool:
        return self.attendance.state == State.ASKED and self.may_answer

    @property
    def has_place(self) -> bool:
        return self.attendance.state in {State.CONFIRMED, State.ATTENDED}

    @property
    def is_of_interest(self) -> bool:
        """Whether where it is still matters to the person."""
        return self.has_place or (self.may_answer and self.attendance.state in FIRST_SHOWN)

    @property
    def shown_as(self) -> str:
        """Which night an answer was given to, as it stood then: one that was moved meanwhile is read again."""
        return shown_as(self.attendance)


def own_night(attendance: Attendance, *, now: datetime, language: str) -> OwnNight:
    """`attendance` with `ahead`, as `own_nights` reads it."""
    shift, state = attendance.shift, State(attendance.state)
    zone = shift.association.municipality.zone
    night = words.night_long(shift.starts_at, zone=zone, language=language)
    hours = words.span(shift.starts_at, shift.ends_at, zone=zone, language=language)
    is_under_way = shift.state == ShiftState.UNDER_WAY or now >= attendance.starts_at
    is_changed = state == State.ASKED and attendance.last_text is not None and attendance.last_text.kind in CHANGED
    return OwnNight(
        attendance=attendance,
        title=_("%(night)s i %(place)s") % {"night": capital(night), "place": shift.place},
        day=tuple(words.night_short(shift.starts_at, zone=zone, language=language).split(" ")),
        hours=hours,
        look=LOOKS[state],
        word=_state_word(attendance, is_under_way=is_under_way),
        line=_queue_words(getattr(attendance, "ahead", 0)) if state == State.WAITING else hours,
        may_answer=not is_under_way and shift.state == ShiftState.PUBLISHED and state in ANSWERABLE,
        is_changed=is_changed,
        handing=own_card(attendance, now=now),
    )


def shown_as(attendance: Attendance) -> str:
    return f"{time_words(attendance.starts_at)} {attendance.shift.route_id}"


def _state_word(attendance: Attendance, *, is_under_way: bool) -> str:
    if attendance.state in {State.CONFIRMED, State.ATTENDED}:
        if is_under_way:
            return _("Pågår")
        return _("Du leder") if attendance.is_leader else _("Du går")
    return {
        State.ASKED: _("Svara"),
        State.WAITING: _("Reservlista"),
        State.DECLINED: _("Du kan inte"),
        State.LAPSED: _("Gick vidare"),
    }[State(attendance.state)]


def _queue_words(ahead: int) -> str:
    if not ahead:
        return _("Du står först på tur")
    said = ngettext("%(count)s före dig", "%(count)s före dig", ahead) % {"count": in_words(ahead)}
    return capital(said)


def in_focus(nights: Sequence[OwnNight], wanted: int | None) -> OwnNight | None:
    """The night that was chosen; else the nearest open question, the nearest walk, the nearest queue."""
    chosen = next((night for night in nights if night.pk == wanted), None)
    if chosen is not None:
        return chosen
    for state in FIRST_SHOWN:
        for night in nights:
            if night.attendance.state == state and (state != State.ASKED or night.may_answer):
                return night
    return None


def state_words(nights: Sequence[OwnNight], *, of_seasons: int = 0) -> str:
    """How it stands, in one sentence. `of_seasons`: questions of seasons that wait too."""
    questions = sum(night.is_open_question for night in nights) + of_seasons
    if questions:
        said = ngettext("%(count)s fråga väntar på ditt svar.", "%(count)s frågor väntar på ditt svar.", questions)
        return capital(said % {"count": in_words(questions)})
    walks = sum(night.has_place for night in nights)
    if walks:
        said = ngettext("Du är med på %(count)s kväll framöver.", "Du är med på %(count)s kvällar framöver.", walks)
        return said % {"count": in_words(walks)}
    return _("Inget väntar på ditt svar.")


def question_words(night: OwnNight, leader: Volunteer | None) -> str:
    """Who wonders what: Karin undrar om du kan gå."""
    offer = offer_words(night.attendance)
    if offer:
        return offer
    who = leader.first_name if leader else night.shift.association.name
    if night.attendance.is_leader:
        return _("%(who)s undrar om du kan leda gruppen") % {"who": who}
    return _("%(who)s undrar om du kan gå") % {"who": who}


def company_words(names: Sequence[str], *, has_place: bool) -> str:
    """Who else goes, by first name."""
    if not names:
        return _("Du är först med att säga ja. Vi frågar fler.") if has_place else _("Ingen annan har sagt ja än.")
    if has_place:
        return _("Du går med %(names)s.") % {"names": listed(names)}
    said = ngettext("%(names)s har sagt ja.", "%(names)s har sagt ja.", len(names))
    return said % {"names": listed(names)}


@dataclass(frozen=True)
class Contact:
    name: str
    number: str


def contact_for(
    night: OwnNight | None, leader: Volunteer | None, associations: Sequence[Association], *, own_number: str
) -> Contact | None:
    """Whom to ring: the leader of a walk one has a place on, else the association, else the coordinator.

    Never oneself, who may well be the one to ring at the association.
    """
    if night is not None and night.has_place and leader is not None and leader.pk != night.attendance.volunteer_id:
        return Contact(leader.first_name, leader.mobile)
    asking = [night.shift.association] if night is not None else list(associations)
    for association in asking:
        if association.contact_number and association.contact_number != own_number:
            first_name = association.contact_name.split(" ")[0]
            return Contact(first_name or association.name, association.contact_number)
    towns = [association.municipality for association in asking]
    return next((Contact(_("samordnaren"), town.contact_number) for town in towns if town.contact_number), None)


def half_year(today: date) -> date:
    """When the spring's or the autumn's walks began."""
    return date(today.year, AUTUMN if today.month >= AUTUMN else 1, 1)


def thanks_words(walked: int, today: date) -> str:
    """What one has done, said once and for real; nothing before the first walk."""
    if not walked:
        return ""
    values = {"count": walked}
    if today.month >= AUTUMN:
        said = ngettext("Du har gått %(count)s kväll i höst.", "Du har gått %(count)s kvällar i höst.", walked) % values
    else:
        said = ngettext("Du har gått %(count)s kväll i vår.", "Du har gått %(count)s kvällar i vår.", walked) % values
    return _("%(walked)s Tack för det!") % {"walked": said}
