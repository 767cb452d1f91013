"""At the time a group is due home its leader is asked, kindly and once, before anybody else is told."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.stepping import held_overdue, hold_shifts, with_places
from fieldwork.domain.alarms.words import text_words
from fieldwork.domain.history import line, record_all
from fieldwork.enums import FieldEventKind
from fieldwork.models import AlarmPolicy, CheckIn, Walk
from messaging.domain.outbox import queue_all, write_sms
from messaging.enums import Priority
from messaging.models import OutboundMessage
from scheduling.domain.origins import BY_CLOCK
from volunteers.domain import calendar_words

ASK = "alarm_ask"


@transaction.atomic
def ask_those_due(shifts: Collection[int], *, policies: Policies, now: datetime) -> int:
    """Ask the leaders who are out of each of these groups, once for each time they are due. Returns how many were.

    Nobody is called: whoever cannot be texted is rung up when the group is overdue.
    """
    hold_shifts(shifts)
    walks = list(with_places(held_overdue(shifts, now=now).select_related("shift")))
    asked = {walk.pk: _asked(walk) for walk in walks}
    texts = [
        _text(walk, one, policies.of(walk.shift.association.municipality_id), now=now)
        for walk in walks
        for one in asked[walk.pk]
    ]
    keys = {text.dedupe_key for text in texts}
    known = set(OutboundMessage.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    new = [text for text in texts if text.dedupe_key not in known]
    if new:
        queue_all(new, now=now)
    told = {text.about for text in new}
    record_all(
        [
            line(walk.shift, FieldEventKind.REMINDED, origin=BY_CLOCK, now=now)
            for walk in walks
            if walk.shift.uuid in told
        ]
    )
    return len(new)


def _asked(walk: Walk) -> Sequence[CheckIn]:
    """The leaders who are out, or everybody where none is."""
    out = walk.check_ins.filter(home_at=None).select_related("volunteer")
    people = [one for one in out if not one.volunteer.is_forgotten]
    return [one for one in people if one.is_leader] or people


def _text(walk: Walk, check_in: CheckIn, policy: AlarmPolicy, *, now: datetime) -> OutboundMessage:
    association, person = walk.shift.association, check_in.volunteer
    due = calendar_words.clock(walk.due_home_at, zone=association.municipality.zone, language=person.text_language)
    return write_sms(
        to_number=person.mobile,
        body=text_words(ASK, person.text_language, {"due": due, "minutes": policy.extend_minutes, "is_drill": False}),
        kind=ASK,
        dedupe_key=f"{ASK}:{walk.pk}:{int(walk.due_home_at.timestamp())}:{person.uuid}",
        now=now,
        expires_at=walk.due_home_at + (walk.due_home_at - walk.started_at),
        priority=Priority.SAFETY,
        lane=association.municipality_id,
        payer=association.pk,
        about=walk.shift.uuid,
    )
