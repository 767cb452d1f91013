"""Reading the rota. Each `access_…` both fetches and authorises: what is out of reach does not exist."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import Count, Exists, Field, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from messaging.models import OptOut
from scheduling.enums import NEWS_CALLS, ON_CREW, AttendanceState, PresenceState, ShiftState
from scheduling.models import (
    Attendance,
    CalendarLink,
    CallTask,
    InboxItem,
    NightDecision,
    PresenceRequest,
    Route,
    Season,
    Shift,
    ShiftEvent,
    SubscribedCalendar,
)
from scheduling.models.route import RouteQuerySet
from scheduling.models.shift import ShiftQuerySet
from scheduling.queries.hand_overs import with_hand_overs
from scheduling.queries.sign_ups import sign_ups_waiting
from volunteers.enums import VolunteerState
from volunteers.models import Association, District, Volunteer
from volunteers.queries import Standing

# Someone in one of these states may be asked for the same shift again.
MAY_BE_ASKED_AGAIN = (AttendanceState.LAPSED, AttendanceState.WITHDRAWN)


def shifts_for(standing: Standing) -> ShiftQuerySet:
    return Shift.objects.within(**standing.reach).select_related(
        "association__municipality", "route__district", "route__municipality"
    )


def routes_for(standing: Standing) -> RouteQuerySet:
    return Route.objects.within(**standing.reach).select_related("district", "municipality")


def access_shift(standing: Standing, pk: int) -> Shift:
    """Raises Http404 for a shift of another association or municipality.

    How its last decision stands comes along: `deciding`, `kept_until`, `merged_into_id`.
    """
    along = ("season", "change__leader", "fill_round", "association__calendar_choice")
    shifts = shifts_for(standing).select_related(*along).annotate(**_last_decision())
    shift = shifts.filter(pk=pk).first()
    if shift is None:
        raise Http404
    return shift


def _last_decision() -> dict[str, Subquery]:
    decisions = NightDecision.objects.filter(shift=OuterRef("pk")).order_by("-opened_at", "-pk")
    names = {"deciding": "state", "kept_until": "keep_until", "merged_into_id": "merged_into"}
    return {name: Subquery(decisions.values(field)[:1]) for name, field in names.items()}


def access_attendance(standing: Standing, shift_pk: int, pk: int) -> Attendance:
    """Raises Http404 unless the attendance is of that shift and the shift is within reach."""
    shift = access_shift(standing, shift_pk)
    attendance = shift.attendances.filter(pk=pk).select_related("volunteer").first()
    if attendance is None:
        raise Http404
    attendance.shift = shift
    return attendance


def access_route(standing: Standing, pk: int) -> Route:
    """Raises Http404 for a route of another municipality."""
    route = routes_for(standing).filter(pk=pk).first()
    if route is None:
        raise Http404
    return route


def route_places(standing: Standing) -> dict[int, str]:
    """The name of the district of each route in reach."""
    return dict(Route.objects.within(**standing.reach).values_list("pk", "district__name"))


def districts_within(standing: Standing) -> QuerySet[District]:
    """The districts of the municipalities one coordinates, and of those one's associations are in."""
    own = Association.objects.within(**standing.reach).values("municipality")
    return District.objects.filter(municipality__in=own) | District.objects.filter(
        municipality__in=standing.municipalities
    )


def shift_stamp(standing: Standing, pk: int) -> str:
    """What changes whenever the shift, its people or a text to them does. One query. Raises Http404 as access_shift."""
    parts = (
        Shift.objects.within(**standing.reach)
        .filter(pk=pk)
        .aggregate(
            shifts=Count("pk", distinct=True),
            changed=Max("updated_at"),
            revision=Max("revision"),
            answered=Max("attendances__updated_at"),
            texts=Max("attendances__last_text__updated_at"),
            event=Max("events__pk"),
            waiting=Max("change__made_at"),
            filling=Max("fill_round__updated_at"),
        )
    )
    if not parts["shifts"]:
        raise Http404
    return "|".join(str(part) for part in parts.values())


def crew_of(shift: Shift) -> list[Attendance]:
    """Everyone on, asked to or off the shift, with their last text and answer; `is_silenced` have said stop."""
    silenced = OptOut.objects.filter(number=OuterRef("volunteer__mobile"), ended_at=None)
    people = with_hand_overs(shift.attendances.select_related("volunteer", "last_text", "last_answer"))
    known = people.annotate(is_silenced=Exists(silenced))
    return list(known.order_by("-is_leader", "confirmed_at", "waiting_since", "asked_at", "id"))


def events_of(shift: Shift) -> list[ShiftEvent]:
    """The history, newest first, with who it is about and who did it."""
    return list(shift.events.select_related("attendance__volunteer", "actor", "answer"))


def askable_volunteers(shift: Shift) -> QuerySet[Volunteer]:
    """Active members not asked yet, or whose question lapsed."""
    return unasked_members(shift).filter(state=VolunteerState.ACTIVE)


def unasked_members(shift: Shift) -> QuerySet[Volunteer]:
    """As `askable_volunteers`, with those who are paused."""
    taken = shift.attendances.exclude(state__in=MAY_BE_ASKED_AGAIN).values("volunteer")
    return Volunteer.objects.known().filter(memberships__association=shift.association_id).exclude(pk__in=taken)


def places_held_meanwhile(
    shift: Shift, volunteers: Iterable[int], *, but: Shift | None = None
) -> dict[int, Attendance]:
    """By volunteer: the place they already hold on another shift that overlaps this one, leaving one out."""
    held = Attendance.objects.filter(
        volunteer__in=volunteers,
        state=AttendanceState.CONFIRMED,
        starts_at__lt=shift.ends_at,
        ends_at__gt=shift.starts_at,
    ).exclude(shift__in=[one.pk for one in (shift, but) if one is not None])
    return {place.volunteer_id: place for place in held.select_related("shift__route__district")}


def upcoming_on_route(route: Route, *, now: datetime) -> ShiftQuerySet:
    """Nights that will walk the route, nearest first."""
    live = [ShiftState.DRAFT, ShiftState.PUBLISHED, ShiftState.UNDER_WAY]
    return Shift.objects.filter(route=route, state__in=live, ends_at__gt=now).select_related("association")


CLOSED_SHOWN_FOR = timedelta(days=30)  # as long as its address tells that the calendar is closed


def calendar_links_within(standing: Standing) -> QuerySet[CalendarLink]:
    """Links over whom one may see: associations and volunteers within reach, and what lies in the towns one
    coordinates.
    """
    within = Q(association__in=Association.objects.within(**standing.reach).values("pk")) | Q(
        volunteer__in=Volunteer.objects.within(**standing.reach).values("pk")
    )
    for owner in ("route", "district"):
        within |= Q(**{f"{owner}__municipality__in": standing.municipalities})
    within |= Q(municipality__in=standing.municipalities)
    within |= Q(season__in=Season.objects.within(**standing.reach).values("pk"))
    links = CalendarLink.objects.filter(within).select_related("association", "volunteer", "season__association")
    return links.select_related("route", "district", "municipality", "made_by", "revoked_by")


def open_links(links: QuerySet[CalendarLink], *, now: datetime) -> QuerySet[CalendarLink]:
    """Newest first."""
    return links.filter(Q(ends_at=None) | Q(ends_at__gt=now), revoked_at=None).order_by("-created_at", "-pk")


def closed_links(links: QuerySet[CalendarLink], *, now: datetime) -> QuerySet[CalendarLink]:
    """Those closed lately, with when as `closed_at`; the last closed first."""
    closed = links.exclude(pk__in=open_links(links.select_related(None), now=now).order_by().values("pk"))
    timed = closed.annotate(closed_at=Coalesce("revoked_at", "ends_at"))
    return timed.filter(closed_at__gt=now - CLOSED_SHOWN_FOR).order_by("-closed_at", "-pk")


def calendar_links_for(standing: Standing, *, now: datetime) -> QuerySet[CalendarLink]:
    """Links that are open, over whom one may see; newest first."""
    return open_links(calendar_links_within(standing), now=now)


def access_calendar_link(standing: Standing, pk: int, *, now: datetime) -> CalendarLink:
    """Raises Http404 for a link to nights out of reach, or one already closed."""
    link = calendar_links_for(standing, now=now).filter(pk=pk).first()
    if link is None:
        raise Http404
    return link


def attendances_of_forgotten() -> QuerySet[Attendance]:
    """All that is left of people who are forgotten. They are few, so the rows are sought from them."""
    return Attendance.objects.filter(
        volunteer__in=Volunteer.objects.filter(state=VolunteerState.FORGOTTEN).values("pk")
    )


def places_of_forgotten(*, now: datetime, states: Iterable[str]) -> QuerySet[Attendance]:
    """Attendances in these states of people who are forgotten, on shifts that are not over."""
    return attendances_of_forgotten().filter(state__in=list(states), ends_at__gt=now)


def texts_of_forgotten() -> dict[str, set[int]]:
    """Texts `sent` and `received` about the nights of people who are forgotten, by their primary keys. Two queries."""
    last = attendances_of_forgotten().exclude(last_text=None, last_answer=None)
    told = ShiftEvent.objects.filter(attendance__in=attendances_of_forgotten().order_by().values("pk"))
    pairs = [
        *last.values_list("last_text", "last_answer"),
        *told.exclude(text=None, answer=None).values_list("text", "answer"),
    ]
    return {
        "sent": {text for text, _answer in pairs if text is not None},
        "received": {answer for _text, answer in pairs if answer is not None},
    }


def calendar_links_of_forgotten() -> QuerySet[CalendarLink]:
    """Links still open to the nights of people who are forgotten."""
    return CalendarLink.objects.filter(volunteer__state=VolunteerState.FORGOTTEN, revoked_at=None)


def inbox_for(standing: Standing) -> QuerySet[InboxItem]:
    """Texts that wait, or waited, for someone with this reach; what belongs to no town is every coordinator's."""
    associations = Association.objects.within(**standing.reach).values("pk")
    members = Volunteer.objects.within(**standing.reach).values("pk")
    seen = Q(association__in=associations) | Q(municipality__in=standing.municipalities)
    seen |= Q(association=None, volunteer__in=members)
    if standing.is_coordinator:
        seen |= Q(association=None, municipality=None)
    return InboxItem.objects.filter(seen).select_related(
        "inbound", "volunteer", "association__municipality", "municipality", "resolved_by", "attendance__volunteer"
    )


def access_inbox_item(standing: Standing, pk: int) -> InboxItem:
    """Raises Http404 for a text that is another association's to read."""
    item = inbox_for(standing).filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def calls_for(standing: Standing, *, now: datetime) -> QuerySet[CallTask]:
    """Those to phone about nights within reach, the nearest night first; of questions only those that are open."""
    within = Shift.objects.within(**standing.reach).filter(starts_at__gt=now).order_by().values("pk")
    is_open = Q(attendance__state=AttendanceState.ASKED, attendance__shift__state=ShiftState.PUBLISHED)
    tasks = CallTask.objects.filter(is_open | Q(reason__in=NEWS_CALLS), closed_at=None, attendance__shift__in=within)
    related = tasks.select_related(
        "claimed_by", "attendance__volunteer", "attendance__shift__association__municipality"
    ).select_related("attendance__shift__route__district")
    return related.order_by("attendance__starts_at", "created_at", "pk")


def waiting_counts(standing: Standing, *, now: datetime) -> tuple[int, int, int, int]:
    """How many texts wait to be read, how many are to be phoned, how many ask for presence and how many want to walk an
    open night, in one query.
    """
    texts = inbox_for(standing).filter(resolved_at=None).select_related(None).order_by().values("pk")
    calls = calls_for(standing, now=now).select_related(None).order_by().values("pk")
    wishes = PresenceRequest.objects.within(standing.municipalities).filter(state=PresenceState.OPEN).order_by()
    walkers = sign_ups_waiting(standing, now=now).select_related(None).defer(None).order_by().values("pk")
    counted = (
        texts.annotate(kind=Value("text"))
        .values("kind")
        .union(
            calls.annotate(kind=Value("call")).values("kind"),
            wishes.annotate(kind=Value("wish")).values("kind"),
            walkers.annotate(kind=Value("walker")).values("kind"),
            all=True,
        )
    )
    kinds = [row["kind"] for row in counted]
    return kinds.count("text"), kinds.count("call"), kinds.count("wish"), kinds.count("walker")


def access_call(standing: Standing, pk: int, *, now: datetime) -> CallTask:
    """Raises Http404 for a call about a night out of reach, or one that nobody needs to make any more."""
    task = calls_for(standing, now=now).filter(pk=pk).first()
    if task is None:
        raise Http404
    return task


def nights_to_answer(standing: Standing, number: str, *, now: datetime) -> list[Attendance]:
    """Nights to come, within reach, that a text from this number can be about."""
    within = Shift.objects.within(**standing.reach).filter(state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY])
    nights = Attendance.objects.filter(
        volunteer__mobile=number, ends_at__gt=now, shift__in=within.order_by().values("pk")
    ).exclude(state=AttendanceState.WITHDRAWN)
    related = nights.select_related("volunteer", "shift__association__municipality", "shift__route__district")
    return list(related.order_by("starts_at", "pk"))


def crew_leaders(shifts: Iterable[int]) -> QuerySet[Attendance]:
    """The confirmed leaders of these shifts."""
    leaders = Attendance.objects.filter(shift__in=list(shifts), state__in=ON_CREW, is_leader=True)
    return leaders.select_related("volunteer")


def times_taken(people: Iterable[int], *, after: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    """By volunteer: when the nights begin and end that they have a place on and that are not over."""
    taken = Attendance.objects.filter(volunteer__in=list(people), state__in=ON_CREW, ends_at__gt=after).order_by()
    times: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person, starts_at, ends_at in taken.values_list("volunteer_id", "starts_at", "ends_at"):
        times[person].append((starts_at, ends_at))
    return times


def access_subscribed_calendar(standing: Standing, pk: int) -> SubscribedCalendar:
    """Raises Http404 for a calendar of a municipality the user does not coordinate."""
    calendars = SubscribedCalendar.objects.filter(municipality__in=standing.municipalities)
    calendar = calendars.select_related("municipality").filter(pk=pk).first()
    if calendar is None:
        raise Http404
    return calendar


def update_each(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of each row. The CASE that bulk_update makes of many rows takes several times as long."""
    if not rows:
        return
    model = type(rows[0])
    fields: list[Field[Any, Any]] = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608 - names of our models
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
