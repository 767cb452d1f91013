"""A text that did not arrive is no notice: whoever it was for is rung up at once, before the next step."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fieldwork.domain.alarms.crowds import NOT_REACHED, read_crowds
from fieldwork.domain.alarms.ladder import OUT_THEMSELVES, Person, Telling
from fieldwork.domain.alarms.notices import Notice, notices_of, send
from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.stepping import locked_alarms
from fieldwork.enums import AlarmKind, AlarmState, Rung
from fieldwork.models import AlarmNotice
from messaging.enums import Channel, OutboundState, Reason


def unreached_alarms() -> list[int]:
    """Alarms nobody has taken, of which somebody was told by a text that did not arrive, and by nothing else."""
    return list(_unreached().order_by("step__alarm").values_list("step__alarm", flat=True).distinct())


def _unreached() -> QuerySet[AlarmNotice]:
    """Of the last step of each. See ladder: whoever is out after a call for help is never rung."""
    called = AlarmNotice.objects.filter(step=OuterRef("step"), number=OuterRef("number"), channel=Channel.VOICE)
    has_failed = Q(text__state__in=NOT_REACHED) | Q(
        text__state=OutboundState.DROPPED, text__reason__in=[Reason.OPTED_OUT, Reason.BAD_NUMBER]
    )
    is_silent = Q(step__alarm__kind=AlarmKind.PANIC, rung__in=sorted(OUT_THEMSELVES))
    return AlarmNotice.objects.filter(
        ~Exists(called),
        ~is_silent,
        has_failed,
        channel=Channel.SMS,
        step__alarm__state=AlarmState.OPEN,
        step__number=F("step__alarm__steps_taken"),
    ).exclude(number="")


@transaction.atomic
def call_unreached(alarms: Collection[int], *, policies: Policies, now: datetime) -> int:
    """Ring up those of the last step whom no text reached. Returns how many."""
    held = locked_alarms(alarms)
    missed = defaultdict(list)
    found = _unreached().filter(step__alarm__in=[alarm.pk for alarm in held])
    for notice in found.select_related("step", "volunteer").order_by("pk"):
        missed[notice.step.alarm_id].append(notice)
    if not missed:
        return 0
    crowds, calls = read_crowds(held, now=now), list[Notice]()
    for alarm in held:
        policy = policies.of(alarm.shift.association.municipality_id)
        for notice in missed[alarm.pk]:
            notice.step.alarm = alarm
            telling = Telling(_person(notice), (Channel.VOICE,))
            calls += notices_of(notice.step, [telling], crowds[alarm.pk], policy, now=now)
    send(calls, now=now)
    return len(calls)


def _person(notice: AlarmNotice) -> Person:
    language = notice.volunteer.text_language if notice.volunteer else "sv"
    return Person(
        Rung(notice.rung), notice.name, notice.number, language, volunteer=notice.volunteer_id, user=notice.user_id
    )
