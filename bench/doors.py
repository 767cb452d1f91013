"""What is measured: the requests of Lykta's five busiest doors, as plain values that any client can send."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http.response import HttpResponseBase
from django.test import Client
from twilio.request_validator import RequestValidator

from bench.moment import START
from bench.sets import WEEKS_AHEAD
from bench.towns import REGION_EMAIL, association_token, coordinator_email, leader_email, partner_token, volunteer_token
from messaging.gateways import clock
from scheduling.domain.board import WEEKS_SHOWN, monday_of
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, CalendarLink, Shift
from scheduling.queries.boards import BoardChoice, board_shifts
from volunteers.models import Association, Municipality, User
from volunteers.queries import standing_of

OK, NOT_MODIFIED = 200, 304
BOARD_BAR, WEBHOOK_BAR, FEED_BAR, API_BAR = 12, 15, 4, 6  # most queries that each may ask
FEW, MANY = 10, 1_000
HTMX = {"HX-Request": "true"}


class WrongAnswer(Exception):
    """A door did not do what it is measured at."""


@dataclass(frozen=True)
class Ask:
    """One HTTP request. A form makes it a POST."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Door:
    """Something that is asked for again and again. `ask` makes the next request; `put_back` undoes what it changed.

    `bar` is the most queries that it may ask. `asks` tells how many requests there are when nothing is put back.
    """

    name: str
    ask: Callable[[], Ask]
    bar: int | None = None
    status: int = OK
    put_back: Callable[[], None] = lambda: None
    asks: int | None = None


def doors() -> list[Door]:
    """All that the loaded set has. Those that answer 304 are asked once for what they had before."""
    return [*boards(), refresh_door(), shift_page(), webhook(), *feeds(), api_list()]


def boards() -> list[Door]:
    """A leader's, a coordinator's, and the ends of the range that the same few queries must do for."""
    today = START.date()
    few_from = monday_of(today) + timedelta(weeks=WEEKS_AHEAD - FEW // 2)
    leader, coordinator = (User.objects.get(email=email) for email in (leader_email(1), coordinator_email(1)))
    found = [
        board_door("one association, few nights", leader, first=few_from),
        board_door("one association", leader, first=today),
        board_door("one municipality", coordinator, first=today),
    ]
    region = User.objects.get(email=REGION_EMAIL)
    if in_view(region, today) > MANY * 0.9:
        found.append(board_door("a region", region, first=today))
    return found


def board_door(whose: str, user: User, *, first: date) -> Door:
    shown, headers = in_view(user, first), {"Cookie": session_of(user)}
    path = f"/pass?{urlencode({'fran': monday_of(first).isoformat()})}"
    return Door(f"Board of {whose}, {shown:,} shifts in view", lambda: Ask(path, headers), BOARD_BAR)


def in_view(user: User, first: date) -> int:
    monday = monday_of(first)
    choice = BoardChoice(first=monday, last=monday + timedelta(weeks=WEEKS_SHOWN, days=-1))
    return board_shifts(standing_of(user), choice).count()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def refresh_door() -> Door:
    """What an open board asks for now and then, and mostly hears that nothing has happened."""
    last = Association.objects.latest("pk")
    is_town = quiet_associations().count() > 1
    user = User.objects.get(email=coordinator_email(last.municipality_id) if is_town else leader_email(last.pk))
    headers = {"Cookie": session_of(user), **HTMX}
    return unchanged("Board asks for news, there is none (304)", Ask("/pass", headers), BOARD_BAR)


def quiet_associations() -> QuerySet[Association]:
    """Those that nobody answers about, so that what is unchanged stays so: the last municipality's, or the last one."""
    last = Association.objects.latest("pk")
    if Municipality.objects.count() > 1:
        return Association.objects.filter(municipality=last.municipality)
    return Association.objects.filter(pk=last.pk)


def unchanged(name: str, ask: Ask, bar: int | None) -> Door:
    """Asked with the ETag of what is there."""
    etag = send(Client(), ask).headers["ETag"]
    again = Ask(ask.path, {**ask.headers, "If-None-Match": etag})
    return Door(name, lambda: again, bar, NOT_MODIFIED)


def send(client: Client, ask: Ask) -> HttpResponseBase:
    """Through Django's own client: every middleware, no socket."""
    headers = {"Host": "127.0.0.1", **ask.headers}
    if ask.form is None:
        return client.get(ask.path, headers=headers)
    return client.post(ask.path, ask.form, headers=headers)


def shift_page() -> Door:
    """The next night with the most people asked."""
    coordinator = User.objects.get(email=coordinator_email(1))
    near = Shift.objects.within(**standing_of(coordinator).reach).filter(state=ShiftState.PUBLISHED)
    shift = near.annotate(people=Count("attendances")).order_by("-people", "starts_at", "pk")[0]
    ask = Ask(f"/pass/{shift.pk}", {"Cookie": session_of(coordinator)})
    return Door(f"Shift page, {shift.attendances.count()} people", lambda: ask)


def webhook() -> Door:
    """A signed JA from someone with one open question, which gives a place. Put back, the person can answer again."""
    questions = open_questions()
    turns, sids = count(), count(1)
    answered: list[Attendance] = []

    def ask() -> Ask:
        answered.append(questions[next(turns) % len(questions)])
        return signed_answer(answered[-1], sid=f"SM{clock.now():%Y%m%d%H%M%S%f}{next(sids):012d}")

    def put_back() -> None:
        before = answered.pop()
        if not Attendance.objects.filter(pk=before.pk, state=AttendanceState.CONFIRMED).exists():
            raise WrongAnswer("JA has not given a place.")
        before.save()
        before.shift.save()

    return Door("SMS webhook, JA", ask, WEBHOOK_BAR, put_back=put_back, asks=len(questions))


def open_questions() -> list[Attendance]:
    """One for each shift that has room, of someone who is asked about no other night, so that a bare JA is plain.

    Where there is a leader to name in the answer comes first, for that takes one query more.
    """
    now = clock.now()
    asked = Attendance.objects.filter(state=AttendanceState.ASKED, ends_at__gt=now, shift__state=ShiftState.PUBLISHED)
    asked = asked.exclude(shift__association__in=quiet_associations()).select_related("volunteer", "shift")
    questions = list(asked.order_by("starts_at", "pk"))
    open_to = Counter(attendance.volunteer_id for attendance in questions)
    plain = [one for one in questions if open_to[one.volunteer_id] == 1]
    first = {one.shift_id: one for one in plain if one.shift.confirmed_count < one.shift.crew_max}
    return sorted(first.values(), key=lambda one: (one.shift.leader_count == 0, one.pk))


def signed_answer(attendance: Attendance, *, sid: str) -> Ask:
    """As the provider would post it, signed for the public address."""
    form = {
        "MessageSid": sid,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": attendance.volunteer.mobile,
        "To": settings.TWILIO_FROM,
        "Body": "JA",
    }
    path = "/twilio/inbound"
    signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(f"{settings.PUBLIC_URL}{path}", form)
    return Ask(path, {"X-Twilio-Signature": signature}, form)


def feeds() -> list[Door]:
    """The calendars of the volunteer with the most nights and of the first association."""
    linked = CalendarLink.objects.exclude(volunteer=None).annotate(nights=Count("volunteer__attendances"))
    link = linked.order_by("-nights", "pk")[0]
    own = Ask(f"/calendar/{volunteer_token(link.volunteer_id)}.ics")
    whole = Ask(f"/calendar/{association_token(1)}.ics")
    quiet = Ask(f"/calendar/{association_token(Association.objects.latest('pk').pk)}.ics")
    return [
        Door("Calendar of a volunteer", lambda: own, FEED_BAR),
        Door("Calendar of an association", lambda: whole, FEED_BAR),
        unchanged("Calendar of an association, unchanged (304)", quiet, FEED_BAR),
    ]


def api_list() -> Door:
    """The first page of the nights to come."""
    headers = {"Authorization": f"Bearer {partner_token(1)}"}
    ask = Ask(f"/api/v1/shifts?{urlencode({'from': START.date().isoformat()})}", headers)
    return Door("API, list of shifts", lambda: ask, API_BAR)
