"""Who did not come: noted, put right both ways, and told kindly the day after."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.domain.walks.nights import lock_night, may_go_out_from
from fieldwork.domain.walks.returning import register_for_all, step_all
from fieldwork.enums import FieldEventKind
from fieldwork.exceptions import CannotCorrect
from fieldwork.queries.nights import Night, read_night
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.admission import require_free
from scheduling.domain.origins import Origin
from scheduling.domain.telling import tell
from scheduling.enums import AttendanceState, EventKind
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

State = AttendanceState
MISSED = "missed"
DECENT_HOUR = time(10)
WROTE_BEFORE, TOLD_WITHIN = timedelta(hours=12), timedelta(hours=36)


@transaction.atomic
def mark_no_show(attendance: Attendance, *, origin: Origin, by: Volunteer | None, now: datetime) -> Night:
    """Somebody who was counted on did not come; also one who was registered as out by mistake, who then never was.

    Raises CannotCorrect for the only one who is registered: somebody walked, or there was no walk.
    """
    night, place = _of_the_crew(attendance)
    if now < may_go_out_from(night.shift):
        raise CannotCorrect(_("Kvällen har inte börjat."))
    if place.state == State.NO_SHOW:
        return night
    registered = night.check_in_of(place)
    is_only = registered is not None and (night.out == [registered] or night.check_ins == [registered])
    if is_only:
        raise CannotCorrect(_("Då är ingen kvar som gick. Checka in hemma i stället."))
    detail = ""
    if registered is not None:
        registered.delete()
        detail = _("var registrerad som ute")
    step_all(night, [place], State.NO_SHOW, kind=EventKind.NO_SHOW, origin=origin, now=now)
    person = place.volunteer
    record(night.shift, FieldEventKind.NO_SHOW, origin=origin, now=now, by=by, volunteer=person, detail=detail)
    return read_night(night.shift)


@transaction.atomic
def mark_walked(attendance: Attendance, *, origin: Origin, by: Volunteer | None, now: datetime) -> Night:
    """Somebody who was said not to have come was along: with a walk that is over they are registered for all of it.

    While the group is out they are checked out instead, so that they are asked home with the others. Raises
    CannotCorrect, OverlapsAnotherShift.
    """
    night, place = _of_the_crew(attendance)
    if night.is_out:
        raise CannotCorrect(_("Gruppen är ute. Checka ut personen i stället."))
    if now < night.shift.starts_at:
        raise CannotCorrect(_("Kvällen har inte börjat."))
    if place.state == State.ATTENDED:
        return night
    if place.state == State.NO_SHOW:
        _require_room(night, place)
    if night.walk is not None and night.check_in_of(place) is None:
        register_for_all(night.walk, place, origin=origin)
    step_all(night, [place], State.ATTENDED, kind=EventKind.ATTENDED, origin=origin, now=now)
    record(night.shift, FieldEventKind.WALKED, origin=origin, now=now, by=by, volunteer=place.volunteer)
    return read_night(night.shift)


def _of_the_crew(attendance: Attendance) -> tuple[Night, Attendance]:
    night = lock_night(attendance.shift_id)
    place = night.attendance(attendance.pk)
    if place is None:
        raise CannotCorrect(_("Personen står inte på listan."))
    return night, place


def _require_room(night: Night, place: Attendance) -> None:
    """Whoever did not come gave up their place, and others may have taken it since, or they another night's."""
    if night.shift.confirmed_count >= night.shift.crew_max:
        raise CannotCorrect(_("Gruppen är redan så många den får vara."))
    require_free(place)


def tell_no_shows(now: datetime) -> int:
    """The day after, at a decent hour, one kind text to whoever was counted on and did not come. Returns how many.

    Nobody is told who wrote to us about the time of the walk: a person reads that and answers it. What is put right
    before the text leaves stops it.
    """
    wrote = InboundMessage.objects.filter(
        from_number=OuterRef("volunteer__mobile"), received_at__gt=OuterRef("starts_at") - WROTE_BEFORE
    )
    told = OutboundMessage.objects.filter(kind=MISSED, about=OuterRef("uuid"))
    missed = Attendance.objects.filter(
        ~Exists(wrote), ~Exists(told), state=State.NO_SHOW, ends_at__lt=now, ends_at__gt=now - TOLD_WITHIN
    )
    related = missed.select_related("volunteer", "shift__association__municipality", "shift__route__district")
    due = [one for one in related.order_by("pk") if is_time_to_tell(one.shift, now=now)]
    return sum(tell(one, MISSED, now=now, key="once", useful_until=now + TOLD_WITHIN) is not None for one in due)


def is_time_to_tell(shift: Shift, *, now: datetime) -> bool:
    """From ten in the morning after the night, the same day. The quiet hours of the plan are looked at as it leaves."""
    local = now.astimezone(shift.association.municipality.zone)
    return local.date() == shift.night + timedelta(days=1) and local.time() >= DECENT_HOUR
