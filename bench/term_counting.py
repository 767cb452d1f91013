"""Counts a simulated term that has been played, in what the rota and the outbox remember of it."""

import statistics
from collections import Counter

from django.db.models import QuerySet

from bench.term_figures import Term
from bench.term_leader import is_safe_with_leader, is_short
from bench.term_play import Play
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.enums import EventKind
from scheduling.models import Shift, ShiftEvent
from volunteers.models import Volunteer

QUESTIONS = ("ask", "ask_again", "place_free")
LEFT = (OutboundState.SENT, OutboundState.DELIVERED, OutboundState.UNDELIVERED)
MOST_A_WEEK = 2


def count_term(play: Play, *, way: str, willing: str, seconds: float) -> Term:
    shifts = list(Shift.objects.order_by("pk"))
    mobiles = Volunteer.objects.values("mobile")
    texts = OutboundMessage.objects.filter(to_number__in=mobiles, state__in=LEFT)
    full = [shift for shift in shifts if not is_short(shift)]
    ahead = [(shift.starts_at - play.full_from[shift.pk]).total_seconds() / 3600 for shift in full]
    return Term(
        way=way,
        willing=willing,
        seed=play.stage.seed,
        nights=len(shifts),
        safe=sum(is_safe_with_leader(shift) for shift in shifts),
        full=len(full),
        places=sum(min(shift.confirmed_count, shift.crew_target) for shift in shifts),
        texts=texts.count(),
        questions=texts.filter(kind__in=QUESTIONS).count(),
        first_questions=texts_that_asked().count(),
        yes=ShiftEvent.objects.filter(kind__in=[EventKind.CONFIRMED, EventKind.WAITING]).count(),
        too_often=asked_too_often(play),
        hours_ahead=statistics.median(ahead) if ahead else 0.0,
        decisions=dict(play.leader.decisions),
        seconds=seconds,
    )


def asked_too_often(play: Play) -> int:
    """People times ISO weeks in which they were first asked about more than two nights. What went along counts too."""
    zone = play.stage.association.municipality.zone
    weeks: Counter[tuple[str, int, int]] = Counter()
    for number, sent_at, carried_at in texts_that_asked().values_list("to_number", "sent_at", "merged_into__sent_at"):
        moment = sent_at or carried_at
        if moment is not None:
            year, week, _day = moment.astimezone(zone).isocalendar()
            weeks[number, year, week] += 1
    return sum(questions > MOST_A_WEEK for questions in weeks.values())


def texts_that_asked() -> QuerySet[OutboundMessage]:
    """First questions that left, alone or in another text."""
    return OutboundMessage.objects.filter(kind="ask").exclude(sent_at=None, merged_into=None)
