"""What was said to and by one phone, in order, as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.domain.personal_links import hide_page_link
from messaging.enums import NUMBER_CODE, Channel, OutboundState, Reason
from messaging.models import InboundMessage, OutboundMessage
from scheduling.models import Attendance, InboxItem, ShiftEvent
from volunteers.models import Association, Volunteer
from volunteers.queries import Standing, volunteers_wholly_for

LONGEST_THREAD = 100
STATE_WORDS = {
    OutboundState.QUEUED: gettext_lazy("väntar på att skickas"),
    OutboundState.SENDING: gettext_lazy("skickas"),
    OutboundState.UNKNOWN: gettext_lazy("oklart om det kom fram"),
    OutboundState.SENT: gettext_lazy("skickat"),
    OutboundState.DELIVERED: gettext_lazy("framme"),
    OutboundState.UNDELIVERED: gettext_lazy("kom inte fram"),
    OutboundState.FAILED: gettext_lazy("gick inte att skicka"),
    OutboundState.DROPPED: gettext_lazy("skickades inte"),
}
TROUBLE = frozenset({OutboundState.UNDELIVERED, OutboundState.FAILED, OutboundState.DROPPED})


@dataclass(frozen=True)
class Said:
    """One text of a thread. `state` is how far one of ours has come, in words."""

    at: datetime
    body: str
    is_theirs: bool
    state: str = ""
    is_trouble: bool = False


def thread_of(standing: Standing, number: str, *, item: InboxItem | None = None) -> list[Said]:
    """The last texts to and from a number, oldest first.

    Whose every association is within reach is read whole. Of others only what concerns these associations is shown,
    and with a number that belongs to nobody what a text of the inbox gives a right to.
    """
    owners = Volunteer.objects.known().filter(mobile=number)
    is_whole = not owners.exclude(pk__in=volunteers_wholly_for(standing).values("pk")).exists()
    received = InboundMessage.objects.filter(from_number=number)
    sent = OutboundMessage.objects.filter(to_number=number).exclude(channel=Channel.EMAIL)
    sent = sent.exclude(kind=NUMBER_CODE)  # between the person and the page
    if not is_whole:
        associations = Association.objects.within(**standing.reach).values("pk")
        sent = sent.filter(payer__in=associations)
        received = received.filter(_concerns(associations) | Q(pk=item.inbound_id if item else None))
    theirs = [_received(one) for one in received.order_by("-received_at", "-pk")[:LONGEST_THREAD]]
    ours = [_sent(one) for one in sent.order_by("-created_at", "-pk")[:LONGEST_THREAD]]
    return _in_order([*theirs, *ours])


def _concerns(associations: object) -> Q:
    """Texts that these associations' nights, or their inbox, hold."""
    within = {"shift__association__in": associations}
    answers = Attendance.objects.filter(**within).exclude(last_answer=None).values("last_answer")
    told = ShiftEvent.objects.filter(**within).exclude(answer=None).order_by().values("answer")
    kept = InboxItem.objects.filter(association__in=associations).order_by().values("inbound")
    return Q(pk__in=answers) | Q(pk__in=told) | Q(pk__in=kept)


def _in_order(said: Iterable[Said]) -> list[Said]:
    return sorted(said, key=lambda one: (one.at, not one.is_theirs))[-LONGEST_THREAD:]


def _received(inbound: InboundMessage) -> Said:
    return Said(inbound.received_at, inbound.body or _("(texten är borttagen)"), is_theirs=True)


def _sent(text: OutboundMessage) -> Said:
    state = OutboundState(text.state)
    words = str(STATE_WORDS[state])
    if text.reason in Reason.values:
        words = f"{words}: {Reason(text.reason).label[:1].lower()}{Reason(text.reason).label[1:]}"
    return Said(
        max(text.created_at, text.sent_at or text.created_at),
        hide_page_link(text.body) or _("(texten är borttagen)"),
        is_theirs=False,
        state=words,
        is_trouble=state in TROUBLE and text.reason not in {Reason.MERGED, Reason.NOT_NEEDED},
    )
