"""Whose turn it is: safety first, then answers, then the usual, then mass; and within each, every lane in its turn."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from messaging.domain.outbox.pacing import DEFAULT, Paces
from messaging.enums import Channel, Priority
from messaging.models import OutboundMessage
from messaging.queries import due_texts, waiting_lanes


def due_in_turn(now: datetime, *, room: int, turn: int, paces: Paces) -> list[OutboundMessage]:
    """At most `room` due texts, locked, those of senders that rest left out. Call in the claim's transaction.

    Of more lanes than there is room for, another one is first each `turn`.
    """
    found: list[OutboundMessage] = []
    for priority in Priority.values:
        lanes = waiting_lanes(priority)
        start = turn % len(lanes) if lanes else 0
        found += _from_each(
            _may_leave(now, paces).filter(priority=priority), lanes[start:] + lanes[:start], room=room - len(found)
        )
        if len(found) >= room:
            break
    return found


def _from_each(texts: QuerySet[OutboundMessage], lanes: Sequence[int], *, room: int) -> list[OutboundMessage]:
    """An equal share from every lane, and what some do not use goes round among those that have more."""
    found: list[OutboundMessage] = []
    while lanes and len(found) < room:
        share = -(-(room - len(found)) // len(lanes))
        with_more = []
        for lane in lanes:
            wanted = min(share, room - len(found))
            if not wanted:
                break
            rows = texts.filter(lane=lane).exclude(pk__in=[text.pk for text in found if text.lane == lane])[:wanted]
            got = list(rows.select_for_update(skip_locked=True))
            found += got
            if len(got) == share:
                with_more.append(lane)
        lanes = with_more
    return found


def _may_leave(now: datetime, paces: Paces) -> QuerySet[OutboundMessage]:
    resting = paces.resting()
    texts = due_texts(now)
    if not resting:
        return texts
    free = [name for name in paces.senders if name not in resting]
    lanes = [lane for lane, names in paces.serving.items() if not set(names) <= set(resting)]
    of_lanes = Q(lane__in=lanes)
    if DEFAULT in free:
        of_lanes |= ~Q(lane__in=paces.serving)
    may = Q(sender__in=free) | (~Q(sender__in=paces.senders) & of_lanes)
    return texts.filter(may | ~Q(channel=Channel.SMS))
