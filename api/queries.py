"""What partners read from the tables. Everything is of one municipality; drafts do not exist here."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from messaging.queries import due_texts
from scheduling.enums import Coverage, EventKind, ShiftState
from scheduling.models import Route, Shift, ShiftEvent
from volunteers.models import District

Row = TypeVar("Row", bound=Model)
LIVE = Q(state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY])
STAFFED = Q(confirmed_count__gte=F("crew_min"), leader_count__gte=F("leaders_needed"))
CALM = STAFFED & (Q(asked_count=0) | Q(confirmed_count__gte=F("crew_target")))
LACKING = Q(crew_target__gt=F("confirmed_count") + F("asked_count")) | Q(
    leaders_needed__gt=F("leader_count") + F("asked_leader_count")
)
# scheduling.domain.crews.coverage() as conditions; a test holds the two together.
COVERED: dict[str, Q] = {
    Coverage.MISSING: LIVE & ~STAFFED & LACKING,
    Coverage.ASKED: LIVE & ~CALM & (STAFFED | ~LACKING),
    Coverage.CONFIRMED: LIVE & CALM,
    Coverage.DONE: Q(state=ShiftState.DONE),
    Coverage.CANCELLED: Q(state=ShiftState.CANCELLED),
}


def districts_of(municipality: int) -> QuerySet[District]:
    return District.objects.filter(municipality=municipality).select_related("parent")


def routes_of(municipality: int) -> QuerySet[Route]:
    return Route.objects.filter(municipality=municipality).select_related("district").defer("instructions")


def shifts_of(municipality: int) -> QuerySet[Shift]:
    """Published, under way, done and cancelled ones; not those that were cancelled while still drafts."""
    dropped_as_draft = ShiftEvent.objects.filter(
        shift=OuterRef("pk"), kind=EventKind.CANCELLED, from_state=ShiftState.DRAFT
    )
    return (
        Shift.objects.filter(association__municipality=municipality)
        .filter(LIVE | Q(state=ShiftState.DONE) | Q(Q(state=ShiftState.CANCELLED), ~Exists(dropped_as_draft)))
        .select_related("association", "route__district")
        .defer("note", "cancel_reason", "route__line", "route__instructions")
    )


def below(municipality: int, uuid: UUID) -> set[int] | None:
    """Primary keys of a district and of everything under it, in one query. None when there is no such district."""
    rows = list(District.objects.filter(municipality=municipality).values_list("pk", "parent", "uuid"))
    found = {pk for pk, _parent, known in rows if known == uuid}
    if not found:
        return None
    fresh = found
    while fresh:
        fresh = {pk for pk, parent, _uuid in rows if parent in fresh} - found
        found |= fresh
    return found


def since(start: date | datetime) -> Q:
    """A moment counts against the start of a shift; a day against its night."""
    return Q(starts_at__gte=start) if isinstance(start, datetime) else Q(night__gte=start)


def until(end: date | datetime) -> Q:
    """A moment is outside, a day inside: `to=2026-10-18` takes that night along."""
    return Q(starts_at__lt=end) if isinstance(end, datetime) else Q(night__lte=end)


def covered(levels: set[str]) -> Q:
    wanted = Q(pk__in=[])
    for level in levels:
        wanted |= COVERED[level]
    return wanted


def after(rows: QuerySet[Row], *, field: str, value: datetime | str, pk: int) -> QuerySet[Row]:
    """The rows that follow one in the order of (field, pk)."""
    return rows.filter(Q(**{f"{field}__gt": value}) | Q(pk__gt=pk), **{f"{field}__gte": value})


def oldest_due_text(now: datetime) -> datetime | None:
    """Since when the text that has waited longest should have left."""
    return due_texts(now).values_list("due_at", flat=True).first()
