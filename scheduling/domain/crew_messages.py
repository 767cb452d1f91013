"""A leader's own words to the crew of a night or to the members of an association: who gets them, what they cost."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import queries as numbers
from messaging.domain.outbox import queue_all, write_sms
from messaging.domain.texts import dear_letters, segments, tidy
from messaging.enums import Channel, Priority
from messaging.models import OutboundMessage
from scheduling.domain.attendance import lock_shift
from scheduling.domain.ceilings import is_over_ceiling
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.prices import price_of
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.spoken_words import channel_of
from scheduling.domain.telling import time_words
from scheduling.domain.text_kinds import text_kind
from scheduling.domain.text_plans import plan_of
from scheduling.enums import ON_CREW, AttendanceState, Door, EventKind, ShiftState
from scheduling.exceptions import MessageRefused, TooLate
from scheduling.models import Shift
from volunteers.enums import VolunteerState
from volunteers.models import Association, Role, User, Volunteer
from volunteers.models.volunteer import has_personal_number

MOST_SEGMENTS = 3
TONIGHT = timedelta(hours=12)  # before a night begins: what is said of it then cannot wait for the morning
GROUP_EXPIRES = timedelta(days=1)
CREW, GROUP = "crew_message", "group_message"


@dataclass(frozen=True)
class Missed:
    """Someone the words do not reach, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Preview:
    """What would be sent if the button were pressed now. `leaves_at` is when quiet hours let it go; None is at once."""

    words: str
    reached: tuple[Volunteer, ...]
    missed: tuple[Missed, ...]
    leaves_at: datetime | None
    is_over_ceiling: bool

    @property
    def segments(self) -> int:
        return segments(self.words)

    @property
    def dear_letters(self) -> str:
        return dear_letters(self.words)

    @property
    def each(self) -> Decimal:
        return price_of(self.segments)

    @property
    def texts(self) -> int:
        return len(self.reached) - self.calls

    @property
    def calls(self) -> int:
        """Those to whom the words are read aloud."""
        return sum(channel_of(person) == Channel.VOICE for person in self.reached)

    @property
    def total(self) -> Decimal:
        """Of the texts: nobody knows beforehand how long a call is."""
        return price_of(self.segments * self.texts)


def preview_to_crew(shift: Shift, body: str, *, and_asked: bool, author: User, now: datetime) -> Preview:
    """Raises MessageRefused for words that cannot be sent, and TooLate once the night is over or cancelled."""
    require_live(shift, now=now)
    states = {*ON_CREW, AttendanceState.ASKED} if and_asked else ON_CREW
    people = Volunteer.objects.known().filter(attendances__shift=shift, attendances__state__in=states)
    priority = crew_priority(shift, now=now)
    return _preview(shift.association, body, people.order_by("name", "pk"), priority=priority, author=author, now=now)


def preview_to_group(association: Association, body: str, *, author: User, now: datetime) -> Preview:
    """Raises MessageRefused for words that cannot be sent."""
    people = Volunteer.objects.known().filter(memberships__association=association).order_by("name", "pk")
    return _preview(association, body, people, priority=text_kind(GROUP).priority, author=author, now=now)


@transaction.atomic
def send_to_crew(shift: Shift, body: str, *, and_asked: bool, author: User, key: str, now: datetime) -> int:
    """Text the crew, once for each `key` that a form was given. Returns how many texts.

    Raises as `preview_to_crew`, and MessageRefused when nobody can be reached.
    """
    shift = lock_shift(shift.pk)
    prefix = f"{CREW}:{shift.pk}:{key}:"
    if sent := _sent_before(prefix):
        return sent
    preview = preview_to_crew(shift, body, and_asked=and_asked, author=author, now=now)
    abouts = {attendance.volunteer_id: attendance.uuid for attendance in shift.attendances.all()}
    texts = [
        write_sms(
            to_number=person.mobile,
            body=preview.words,
            kind=CREW,
            dedupe_key=f"{prefix}{person.pk}",
            now=now,
            channel=channel_of(person),
            lane=shift.association.municipality_id,
            payer=shift.association_id,
            expires_at=shift.ends_at,
            priority=crew_priority(shift, now=now),
            expects=time_words(shift.starts_at),
            about=abouts.get(person.pk),
        )
        for person in require_someone(preview)
    ]
    queue_all(texts, now=now)
    record_event(shift, EventKind.MESSAGED, origin=Origin(Door.PAGE, actor=author), now=now, detail=preview.words)
    return len(preview.reached)


@transaction.atomic
def send_to_group(association: Association, body: str, *, author: User, key: str, now: datetime) -> int:
    """Text all active members, once for each `key` that a form was given. Returns how many texts.

    Raises MessageRefused for words that cannot be sent, or when nobody can be reached.
    """
    association = (
        Association.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=association.pk)
    )
    prefix = f"{GROUP}:{association.pk}:{key}:"
    if sent := _sent_before(prefix):
        return sent
    preview = preview_to_group(association, body, author=author, now=now)
    texts = [
        write_sms(
            to_number=person.mobile,
            body=preview.words,
            kind=GROUP,
            dedupe_key=f"{prefix}{person.pk}",
            now=now,
            channel=channel_of(person),
            lane=association.municipality_id,
            payer=association.pk,
            expires_at=(preview.leaves_at or now) + GROUP_EXPIRES,
            priority=text_kind(GROUP).priority,
        )
        for person in require_someone(preview)
    ]
    queue_all(texts, now=now)
    return len(preview.reached)


def crew_priority(shift: Shift, *, now: datetime) -> Priority:
    """Safety from twelve hours before the start: it then passes quiet hours, caps and ceilings."""
    return Priority.SAFETY if shift.starts_at - now <= TONIGHT else text_kind(CREW).priority


def signed(body: str, *, association: Association, author: User) -> str:
    """The words as they are sent, with the signature under them.

    Raises MessageRefused when they are none, too long, or hold what looks like a personal identity number.
    """
    words = tidy(body).strip()
    if not words:
        raise MessageRefused(_("Skriv något först."))
    if has_personal_number(words):
        raise MessageRefused(_("Det ser ut som ett personnummer. Skriv aldrig personnummer i ett sms."))
    whole = tidy(f"{words}\n{signature(association, author)}")
    if (count := segments(whole)) > MOST_SEGMENTS:
        raise MessageRefused(
            _("Det blir %(count)s sms per person, och fler än %(most)s går inte att skicka. Korta texten.")
            % {"count": count, "most": MOST_SEGMENTS}
        )
    return whole


def signature(association: Association, author: User) -> str:
    """What the words end with: "/Karin, Vårby vuxna på stan". A coordinator signs for the municipality."""
    leads = Role.objects.filter(user=author, association=association).exists()
    sender = association.name if leads else association.municipality.name
    return tidy(f"/{', '.join([*author.name.split()[:1], sender])}")


def sort_out(
    people: Iterable[Volunteer], *, author: int, opted_out: Collection[str], dead_ends: Collection[str]
) -> tuple[tuple[Volunteer, ...], tuple[Missed, ...]]:
    """Those a text reaches, one for each number, and the others with the reason. Pure."""
    reached: dict[str, Volunteer] = {}
    missed = []
    for person in people:
        why = why_missed(person, author=author, opted_out=opted_out, dead_ends=dead_ends)
        if not why and person.mobile in reached:
            why = _("Har samma nummer som %(name)s") % {"name": reached[person.mobile].name}
        if why:
            missed.append(Missed(person.name, why))
        else:
            reached[person.mobile] = person
    return tuple(reached.values()), tuple(missed)


def why_missed(person: Volunteer, *, author: int, opted_out: Collection[str], dead_ends: Collection[str]) -> str:
    if person.user_id == author:
        return _("Det är du")
    if person.state == VolunteerState.PAUSED:
        return _("Är pausad")
    if not person.mobile.strip("+0"):
        return _("Har inget nummer")
    if channel_of(person) == Channel.VOICE:
        return ""
    if person.mobile in opted_out:
        return _("Har sagt stopp till sms")
    return _("Numret kan inte ta emot sms") if person.mobile in dead_ends else ""


def require_live(shift: Shift, *, now: datetime) -> None:
    """Raises TooLate."""
    if shift.state not in {ShiftState.PUBLISHED, ShiftState.UNDER_WAY} or now >= shift.ends_at:
        raise TooLate(_("Passet är inte igång längre, så gruppen får inga sms om det."))


def require_someone(preview: Preview) -> Sequence[Volunteer]:
    """Raises MessageRefused."""
    if not preview.reached:
        raise MessageRefused(_("Ingen kan få meddelandet just nu."))
    return preview.reached


def _preview(
    association: Association,
    body: str,
    people: Iterable[Volunteer],
    *,
    priority: Priority,
    author: User,
    now: datetime,
) -> Preview:
    words = signed(body, association=association, author=author)
    people = list(people)
    mobiles = [person.mobile for person in people]
    reached, missed = sort_out(
        people,
        author=author.pk,
        opted_out=numbers.opted_out_among(mobiles),
        dead_ends=numbers.dead_ends_among(mobiles),
    )
    plan = plan_of(association)
    may_wait = priority > Priority.ANSWER
    quiet = quiet_period(plan, association.municipality.zone, now) if may_wait else None
    return Preview(
        words=words,
        reached=reached,
        missed=missed,
        leaves_at=quiet[1] if quiet else None,
        is_over_ceiling=may_wait and bool(is_over_ceiling([association.pk], now)),
    )


def _sent_before(prefix: str) -> int:
    return OutboundMessage.objects.filter(dedupe_key__startswith=prefix).count()
