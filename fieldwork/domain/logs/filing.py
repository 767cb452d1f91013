"""The log is filed and corrected here, and nowhere else: once a sending, once a night, and what stood is kept."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.domain.logs.asking import stop_asking
from fieldwork.domain.logs.walkers import note_who_walked
from fieldwork.domain.logs.words import LogWords, as_kept, joined, said_of
from fieldwork.domain.text_checks import refuse_persons
from fieldwork.enums import FieldEventKind
from fieldwork.exceptions import LogNotOpen, UnsoundLog
from fieldwork.models import LogContact, LogOccurrence, LogRevision, LogSending, WalkLog
from fieldwork.queries.logs import CREW_WRITES_FOR, EARLY
from scheduling.domain.attendance import lock_shift
from scheduling.domain.origins import Origin
from scheduling.enums import ON_CREW, AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

LONGEST_NIGHT = timedelta(hours=18)
LONGEST_REASON = 200
NEVER_WALKED = frozenset({ShiftState.DRAFT, ShiftState.CANCELLED})


@transaction.atomic
def file_log(
    shift: Shift,
    told: LogWords,
    *,
    client_key: UUID,
    origin: Origin,
    by: Volunteer | None,
    now: datetime,
    knows: int = 0,
    walked: Collection[int] | None = None,
    may_name: bool = False,
) -> WalkLog:
    """Keep what a group tells of its night: once for each `client_key`, which was made where it was written.

    There is one log of a night. `knows` is the revision that the writer had before them, 0 for none: what is told with
    the standing one in view takes its place, and what is told without joins it; either way what stood is kept.
    `walked` are the attendances of those who were along, None to leave that as it is. `may_name`: see refuse_persons.
    Raises LogNotOpen, UnsoundLog, PersonSeen, CannotCorrect.
    """
    shift = lock_shift(shift.pk)
    sent = WalkLog.objects.filter(Q(client_key=client_key) | Q(sendings__client_key=client_key)).first()
    if sent is not None:
        if sent.shift_id != shift.pk:
            raise LogNotOpen(_("Loggen hör till en annan kväll. Ladda om sidan."))
        return sent
    _require_open(shift, is_leader=origin.actor is not None, now=now)
    log = WalkLog.objects.filter(shift=shift).first()
    told = _fit(told, shift, may_name=may_name, is_disposed=log is not None and log.note_disposed_at is not None)
    if log is None:
        log = _write_first(shift, told, client_key=client_key, origin=origin, by=by, now=now)
    else:
        LogSending.objects.create(log=log, client_key=client_key, at=now)
        before = said_of(log)
        words = told if knows == log.revision else joined(before, told)
        reason = "" if knows == log.revision else _("Två i gruppen skrev var sin logg.")
        _replace(log, before, words, reason=reason, origin=origin, by=by, now=now)
    if walked is not None:
        note_who_walked(shift, walked, origin=origin, by=by, now=now)
    stop_asking(shift, now=now)
    return log


@transaction.atomic
def correct_log(
    log: WalkLog,
    told: LogWords,
    *,
    reason: str,
    origin: Origin,
    now: datetime,
    by: Volunteer | None = None,
    knows: int | None = None,
    walked: Collection[int] | None = None,
    may_name: bool = False,
) -> WalkLog:
    """Let a log say something else from now on. What it said stays as a revision, with the reason and who.

    `knows`: the revision that was corrected, where another may have come meanwhile. Raises LogNotOpen, UnsoundLog,
    PersonSeen.
    """
    shift = lock_shift(log.shift_id)
    log = WalkLog.objects.get(pk=log.pk)
    if knows is not None and knows != log.revision:
        raise LogNotOpen(_("Någon annan har rättat loggen under tiden. Ladda om sidan och läs den som den står nu."))
    told = _fit(told, shift, may_name=may_name, is_disposed=log.note_disposed_at is not None)
    refuse_persons(reason, field="reason", today=shift.night)
    _replace(log, said_of(log), told, reason=reason, origin=origin, by=by, now=now)
    if walked is not None:
        note_who_walked(shift, walked, origin=origin, by=by, now=now)
    return log


def _require_open(shift: Shift, *, is_leader: bool, now: datetime) -> None:
    if shift.state in NEVER_WALKED:
        raise LogNotOpen(_("Kvällen blev inte av, så den har ingen logg."))
    if now < shift.starts_at - EARLY:
        raise LogNotOpen(_("Kvällen har inte börjat än. Loggen skrivs när gruppen har varit ute."))
    if not is_leader and now >= shift.ends_at + CREW_WRITES_FOR:
        raise LogNotOpen(_("Loggen är stängd, kvällen var för länge sedan. Berätta för föreningens ledare i stället."))


def _fit(told: LogWords, shift: Shift, *, may_name: bool, is_disposed: bool) -> LogWords:
    """What is told, when it can be kept. Where the texts are disposed of no new ones are taken in."""
    if told.is_empty:
        words = _("Berätta något om kvällen först: hur den var, eller hur många gruppen pratade med.")
        raise UnsoundLog(words, field="mood")
    if told.ended_at < told.started_at or told.ended_at - told.started_at > LONGEST_NIGHT:
        words = _("Tiderna går inte ihop. Se efter när gruppen gick ut och när den kom hem.")
        raise UnsoundLog(words, field="ended")
    if abs(told.started_at - shift.starts_at) > LONGEST_NIGHT:
        raise UnsoundLog(_("Tiderna hör till en annan kväll."), field="started")
    crew = first_names(shift)
    for field, text in told.texts:
        refuse_persons(text, field=field, today=shift.night, crew=crew, may_name=may_name)
    return told.without_texts() if is_disposed else told


def first_names(shift: Shift) -> list[str]:
    """Of everybody who had a place when the night began, by which the texts are checked."""
    had_place = Attendance.objects.filter(shift=shift, state__in=[*ON_CREW, AttendanceState.NO_SHOW])
    people = had_place.select_related("volunteer").order_by("pk")
    return [one.volunteer.first_name for one in people if not one.volunteer.is_forgotten]


def _write_first(
    shift: Shift, told: LogWords, *, client_key: UUID, origin: Origin, by: Volunteer | None, now: datetime
) -> WalkLog:
    log = WalkLog.objects.create(
        shift=shift,
        client_key=client_key,
        filed_at=now,
        filed_by=by,
        filed_by_user=origin.actor,
        door=origin.door,
        updated_at=now,
        **_plain_fields(told),
    )
    _write_counts(log, told)
    record(shift, FieldEventKind.LOGGED, origin=origin, by=by, now=now)
    return log


def _replace(
    log: WalkLog,
    before: LogWords,
    told: LogWords,
    *,
    reason: str,
    origin: Origin,
    by: Volunteer | None,
    now: datetime,
) -> None:
    """Where nothing is told that does not stand already, nothing is written."""
    if told == before:
        return
    LogRevision.objects.create(
        log=log,
        number=log.revision,
        at=now,
        by=by,
        by_user=origin.actor,
        reason=reason[:LONGEST_REASON],
        said=as_kept(before),
    )
    for name, value in _plain_fields(told).items():
        setattr(log, name, value)
    log.revision += 1
    log.updated_at = now
    log.save()
    log.occurrences.all().delete()
    log.contacts.all().delete()
    _write_counts(log, told)
    record(log.shift, FieldEventKind.CORRECTED, origin=origin, by=by, now=now, detail=reason)


def _plain_fields(told: LogWords) -> dict[str, object]:
    return {
        "started_at": told.started_at,
        "ended_at": told.ended_at,
        "route_id": told.route,
        "mood": told.mood,
        "met": told.met,
        "debrief_held": told.debrief_held,
        "note": told.note,
    }


def _write_counts(log: WalkLog, told: LogWords) -> None:
    LogOccurrence.objects.bulk_create(
        LogOccurrence(log=log, kind=one.kind, count=one.count, place=one.place, at=one.at) for one in told.occurrences
    )
    LogContact.objects.bulk_create(LogContact(log=log, kind=kind, count=count) for kind, count in told.contacts.items())
