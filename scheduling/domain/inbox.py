"""The inbox: what a person has to read, with what was said before and after, and what they do about it."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.domain.opt_outs import is_opted_out
from messaging.domain.outbox import queue_sms
from messaging.models import InboundMessage, OutboundMessage, Sender
from scheduling.domain.attendance import confirm_attendance, decline_attendance
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.text_kinds import text_kind
from scheduling.enums import Concern, Door, EventKind, Resolution
from scheduling.exceptions import AlreadySeenTo, NotReachedByText, SchedulingError
from scheduling.models import Attendance, InboxItem
from volunteers.models import Association, Municipality, User, Volunteer

LEADER_REPLY = "leader_reply"
CAN_MEAN = (Resolution.YES, Resolution.NO, Resolution.LATE)  # what a text about a night can be taken to mean


def put_in_inbox(
    inbound: InboundMessage,
    concern: Concern,
    *,
    now: datetime,
    attendance: Attendance | None = None,
    volunteer: Volunteer | None = None,
    association: Association | None = None,
    suggested: str = "",
) -> InboxItem:
    """Let a leader see this text. Once a text: the first concern stands. Called in the answer's transaction.

    Without a night the person's only association sees it, else the coordinators of the town, and of a number that
    belongs to nobody those whose number was texted.
    """
    volunteer = attendance.volunteer if attendance else volunteer
    association = attendance.shift.association if attendance else association or only_association(volunteer)
    town = association.municipality_id if association else volunteer.municipality_id if volunteer else None
    given = InboxItem(
        inbound=inbound,
        concern=concern,
        suggested=suggested,
        volunteer=volunteer,
        attendance=attendance,
        association=association,
        municipality_id=town or town_of(inbound.to_number),
        created_at=now,
    )
    InboxItem.objects.bulk_create([given], ignore_conflicts=True)
    return InboxItem.objects.get(inbound=inbound)


def only_association(volunteer: Volunteer | None) -> Association | None:
    if volunteer is None:
        return None
    few = list(Association.objects.filter(memberships__volunteer=volunteer)[:2])
    return few[0] if len(few) == 1 else None


def town_of(our_number: str) -> int | None:
    """The only municipality there is, or the only one that texts from this number."""
    towns = list(Municipality.objects.values_list("pk", flat=True)[:2])
    if len(towns) > 1:
        lanes = Sender.objects.filter(number=our_number).order_by().values_list("lane", flat=True)
        towns = [lane for lane in lanes.distinct() if lane is not None]
    return towns[0] if len(towns) == 1 else None


def settle_answered(number: str, *, now: datetime) -> int:
    """Asked back, the person has now said yes or no: what was unclear waits for nobody. A question still does."""
    waiting = InboxItem.objects.filter(
        inbound__from_number=number, resolved_at=None, concern__in=[Concern.UNCLEAR, Concern.SHARED_NUMBER]
    )
    return waiting.update(resolved_at=now, resolution=Resolution.ANSWERED)


@transaction.atomic
def resolve_item(
    item: InboxItem, resolution: Resolution, *, user: User, now: datetime, attendance: Attendance | None = None
) -> InboxItem:
    """Decide what a text meant: a yes or a no moves the rota as any other, and the person is told.

    `attendance` is the night it meant where the text itself left that open. Raises AlreadySeenTo, TooLate,
    OverlapsAnotherShift; SchedulingError for a meaning where there is no night.
    """
    item = _locked(item)
    if resolution in CAN_MEAN:
        _act(item, resolution, attendance=attendance or item.attendance, user=user, now=now)
    item.resolved_at, item.resolved_by, item.resolution = now, user, resolution
    item.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    return item


def _locked(item: InboxItem) -> InboxItem:
    rows = InboxItem.objects.select_for_update(of=("self",)).select_related("inbound", "volunteer")
    fresh = rows.get(pk=item.pk)
    if fresh.resolved_at is not None:
        raise AlreadySeenTo(_("Någon annan hann före. Svaret är redan omhändertaget."))
    return fresh


def _act(item: InboxItem, meaning: Resolution, *, attendance: Attendance | None, user: User, now: datetime) -> None:
    if attendance is None:
        raise SchedulingError(_("Svaret hör inte till någon kväll."))
    origin = Origin(Door.PAGE, actor=user, answer=item.inbound)
    if meaning == Resolution.YES:
        confirm_attendance(attendance, origin=origin, now=now)
    elif meaning == Resolution.NO:
        decline_attendance(attendance, origin=origin, now=now)
    else:
        record_event(attendance.shift, EventKind.LATE, origin=origin, now=now, attendance=attendance)


def _town_of_person(number: str, item: InboxItem | None) -> int | None:
    people = Volunteer.objects.known().filter(mobile=number).order_by("pk")
    return (item and item.municipality_id) or people.values_list("municipality", flat=True).first()


@transaction.atomic
def reply_to(
    *, number: str, body: str, user: User, now: datetime, association: Association | None = None, item: InboxItem | None
) -> OutboundMessage:
    """A leader's own words to one person, as a text. Whoever answers a text that waited has seen to it.

    Raises NotReachedByText for a number that has said stop: such a text would never leave.
    """
    if is_opted_out(number):
        raise NotReachedByText(_("Numret har sagt stopp och nås inte på sms. Ring i stället."))
    text = queue_sms(
        to_number=number,
        body=body,
        kind=LEADER_REPLY,
        dedupe_key=f"{LEADER_REPLY}:{uuid4()}",
        now=now,
        priority=text_kind(LEADER_REPLY).priority,
        lane=association.municipality_id if association else _town_of_person(number, item) or 0,
        payer=association.pk if association else None,
    )
    if item is not None and item.resolved_at is None:
        resolve_item(item, Resolution.REPLIED, user=user, now=now)
    return text
