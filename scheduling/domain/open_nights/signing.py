"""Signing oneself up for an open night: who may, and what it gives.

Two of one person at once take turns at the person, so that no quota is gone past; two for one place at the shift.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_allowed, require_free
from scheduling.domain.attendance import decline_attendance, lock_shift, new_attendance, take_yes
from scheduling.domain.feeds.kinds import is_open
from scheduling.domain.open_nights.terms import terms_of
from scheduling.domain.open_nights.waves import Crowd, closes_at, is_opened, opens_on
from scheduling.domain.origins import Origin
from scheduling.domain.walk_rules.reading import Gate
from scheduling.domain.walk_rules.words import to_volunteer
from scheduling.enums import AttendanceState, Door, EventKind, QuotaSpan, ShiftState, SignUpState
from scheduling.exceptions import NotAMember, NotOpen, QuotaReached, TakenOff, TooLate
from scheduling.models import Attendance, OpenNightTerms, Shift, SignUp
from scheduling.queries.sign_ups import ANSWERED
from volunteers.domain import calendar_words
from volunteers.enums import VolunteerState
from volunteers.models import Association, Membership, Volunteer

State = AttendanceState
# What counts towards a quota: a place, one in the queue or on offer from it, and what has been walked or missed.
COUNTED = (State.CONFIRMED, State.WAITING, State.ASKED, State.ATTENDED, State.NO_SHOW)
BY_LEADERS = frozenset({Door.PAGE, Door.PHONE})


@dataclass(frozen=True)
class SignedUp:
    """A place or one in the queue, or without an attendance a wish that waits for the leader.

    `warnings` are sentences of rules that do not stop the person.
    """

    attendance: Attendance | None
    warnings: tuple[str, ...] = ()


def sign_up(shift: Shift, volunteer: Volunteer, *, origin: Origin, now: datetime) -> SignedUp:
    """Put the person on the open night, on its waiting list when it is full, or before the leader where that is asked.

    Whoever is on it already stays as they are, and whoever has been asked says yes. Raises NotAMember, NotOpen,
    TooLate, QuotaReached, TakenOff, OverlapsAnotherShift, NotAllowed; each with a sentence to the person.

    A yes by text to another night at the same moment can meet this one in the database; then it is all read anew.
    """
    try:
        return _sign_up(shift, volunteer, origin=origin, now=now)
    except IntegrityError:
        return _sign_up(shift, volunteer, origin=origin, now=now)


@transaction.atomic
def _sign_up(shift: Shift, volunteer: Volunteer, *, origin: Origin, now: datetime) -> SignedUp:
    volunteer = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    shift = lock_shift(shift.pk)
    attendance = Attendance.objects.filter(shift=shift, volunteer=volunteer).first()
    if attendance is not None and attendance.state in ANSWERED:
        return SignedUp(attendance)
    require_active(volunteer)
    if attendance is not None and attendance.state == State.ASKED:
        return SignedUp(take_yes(attendance, origin=origin, now=now))
    before = SignUp.objects.filter(shift=shift, volunteer=volunteer).first()
    require_not_taken_off(attendance, before)
    if before is not None and before.state == SignUpState.WAITS:
        return SignedUp(None)
    terms = terms_of(shift.association)
    require_open_to(shift, crowd_of(volunteer, shift.association), terms, now=now)
    require_quota(shift, volunteer, terms, now=now)
    wanted = attendance or Attendance(
        shift=shift, volunteer=volunteer, **new_attendance(shift, as_leader=False, now=now)
    )
    wanted.shift, wanted.volunteer = shift, volunteer
    warnings = require_fit(wanted, origin=origin)
    if terms.asks_leader:
        write_sign_up(shift, volunteer, SignUpState.WAITS, now=now)
        return SignedUp(None, warnings)
    write_sign_up(shift, volunteer, SignUpState.TAKEN, now=now)
    return SignedUp(give_place(wanted, origin=origin, now=now), warnings)


def give_place(attendance: Attendance, *, origin: Origin, now: datetime) -> Attendance:
    """Count somebody who comes of their own accord as having said yes. The shift must be locked."""
    if not attendance.pk:
        attendance.save()
    elif attendance.is_leader:
        attendance.is_leader = False  # who said no to leading signs up to walk
        attendance.save(update_fields=["is_leader"])
    return take_yes(attendance, origin=origin, now=now)


def write_sign_up(shift: Shift, volunteer: Volunteer, state: SignUpState, *, now: datetime) -> SignUp:
    given = {"state": state, "at": now, "decided_at": None, "decided_by": None}
    return SignUp.objects.update_or_create(shift=shift, volunteer=volunteer, defaults=given)[0]


@transaction.atomic
def leave_open_night(shift: Shift, volunteer: Volunteer, *, origin: Origin, now: datetime) -> None:
    """Give the place back, or take back a wish that waits for the leader. Raises TooLate."""
    shift = lock_shift(shift.pk)
    waits = SignUp.objects.filter(shift=shift, volunteer=volunteer, state=SignUpState.WAITS)
    waits.update(state=SignUpState.TAKEN_BACK, decided_at=now)
    attendance = Attendance.objects.filter(shift=shift, volunteer=volunteer, state__in=ANSWERED).first()
    if attendance is not None:
        decline_attendance(attendance, origin=origin, now=now)


def crowd_of(volunteer: Volunteer, association: Association) -> Crowd:
    """NEW is also who walks in another municipality only."""
    if Membership.objects.filter(volunteer=volunteer, association=association).exists():
        return Crowd.MEMBERS
    return Crowd.OTHERS if volunteer.municipality_id == association.municipality_id else Crowd.NEW


def require_active(volunteer: Volunteer) -> None:
    """Raises NotAMember for someone who is paused or forgotten."""
    if volunteer.state != VolunteerState.ACTIVE:
        raise NotAMember(_("Du är pausad just nu. Hör av dig till föreningen när du vill börja gå igen."))


def require_not_taken_off(attendance: Attendance | None, before: SignUp | None) -> None:
    """Raises TakenOff for someone whom a leader took off the night, or said no to."""
    if before is not None and before.state == SignUpState.REFUSED:
        raise TakenOff(_("Ledaren har svarat nej till den här kvällen. Välj gärna en annan."))
    if attendance is None or attendance.state != State.WITHDRAWN:
        return
    event = attendance.events.filter(kind=EventKind.WITHDRAWN).order_by("-at", "-pk").first()
    if event is None or event.actor_id is not None or event.door in BY_LEADERS:
        raise TakenOff(
            _("Ledaren har tagit bort dig från kvällen, så du kan inte anmäla dig själv. Prata med ledaren.")
        )


def require_open_to(shift: Shift, crowd: Crowd, terms: OpenNightTerms, *, now: datetime) -> None:
    """Raises NotOpen and TooLate."""
    if not Shift.objects.filter(
        is_open(), pk=shift.pk, state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY]
    ).exists():
        raise NotOpen(_("Kvällen är inte öppen för anmälan."))
    if shift.state != ShiftState.PUBLISHED or now >= shift.starts_at:
        raise TooLate(_("Kvällen har redan börjat."))
    if now >= closes_at(terms, shift.starts_at):
        hours = terms.closes_hours
        raise TooLate(
            ngettext(
                "Anmälan stänger %(count)s timme före start.", "Anmälan stänger %(count)s timmar före start.", hours
            )
            % {"count": hours}
        )
    town = shift.association.municipality
    day = opens_on(terms, crowd, shift.night)
    name = {"association": shift.association.name}
    if day is None:
        raise NotOpen(_("Kvällen är bara för dem som går med %(association)s.") % name)
    if not is_opened(terms, crowd, shift.night, today=now.astimezone(town.zone).date()):
        when = calendar_words.night_long(day, zone=town.zone, language=get_language() or "sv")
        raise NotOpen(_("Kvällen öppnar för dig %(day)s.") % {"day": when})


def require_quota(shift: Shift, volunteer: Volunteer, terms: OpenNightTerms, *, now: datetime) -> None:
    """Raises QuotaReached."""
    taken = open_nights_taken(shift, volunteer, QuotaSpan(terms.quota_span), now=now)
    if taken < terms.quota:
        return
    words = ngettext(
        "Du har redan %(count)s öppen kväll framför dig med %(association)s, och fler tar man inte på en gång.",
        "Du har redan %(count)s öppna kvällar framför dig med %(association)s, och fler tar man inte på en gång.",
        taken,
    )
    if terms.quota_span == QuotaSpan.MONTH:
        words = ngettext(
            "Du har redan %(count)s öppen kväll den månaden med %(association)s, och fler tar man inte.",
            "Du har redan %(count)s öppna kvällar den månaden med %(association)s, och fler tar man inte.",
            taken,
        )
    raise QuotaReached(words % {"count": taken, "association": shift.association.name})


def open_nights_taken(shift: Shift, volunteer: Volunteer, span: QuotaSpan, *, now: datetime) -> int:
    """How many of the association's other open nights the person has taken or waits for an answer about.

    Ahead of now, or in the calendar month of the shift's night. What was given back, or is off, is not counted.
    """
    within = Q(shift__starts_at__gt=now)
    if span == QuotaSpan.MONTH:
        within = Q(shift__night__year=shift.night.year, shift__night__month=shift.night.month)
    place = Attendance.objects.filter(
        shift=OuterRef("shift"), volunteer=OuterRef("volunteer"), state__in=COUNTED
    ).order_by()
    waits = Q(state=SignUpState.WAITS, shift__starts_at__gt=now)
    counted = SignUp.objects.filter(
        within, waits | Q(Exists(place), state=SignUpState.TAKEN), volunteer=volunteer
    ).filter(shift__association=shift.association_id)
    return counted.exclude(shift=shift).exclude(shift__state=ShiftState.CANCELLED).count()


def require_fit(attendance: Attendance, *, origin: Origin) -> tuple[str, ...]:
    """The sentences of rules that only warn. Raises OverlapsAnotherShift and NotAllowed."""
    require_free(attendance)
    gate = Gate(attendance.shift, [attendance.volunteer])
    require_allowed(attendance, door=origin.door, gate=gate)
    found = gate.findings(attendance.volunteer)
    return tuple(to_volunteer(one, night=attendance.shift.night) for one in found if not one.stops)
