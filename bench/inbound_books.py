"""Whether every text that was posted is recorded once, has moved the rota once and is answered once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import Count, F, Q

from bench.inbound_people import Answer
from messaging.models import InboundMessage, OutboundMessage
from scheduling.enums import ON_CREW, AttendanceState, EventKind
from scheduling.models import Attendance, Shift, ShiftEvent

MOVES = {"JA": (AttendanceState.CONFIRMED, AttendanceState.WAITING), "NEJ": (AttendanceState.DECLINED,)}
KINDS = (EventKind.CONFIRMED, EventKind.WAITING, EventKind.DECLINED)


def close_books(answers: Sequence[Answer]) -> list[str]:
    """What does not add up, as sentences. Empty when all is well."""
    return list(_faults({answer.number: answer.body for answer in answers}))


def _faults(said: dict[str, str]) -> Iterator[str]:
    recorded = Counter(InboundMessage.objects.filter(from_number__in=said).values_list("from_number", flat=True))
    yield from _amiss("not recorded once", [number for number in said if recorded[number] != 1])
    unhandled = InboundMessage.objects.filter(handled_at=None).count()
    if unhandled:
        yield f"{unhandled} texts are not applied"
    state = dict(Attendance.objects.values_list("volunteer__mobile", "state"))
    yield from _amiss("not moved", [number for number, word in said.items() if state[number] not in MOVES[word]])
    moved = Counter(
        ShiftEvent.objects.filter(kind__in=KINDS, answer__isnull=False).values_list(
            "attendance__volunteer__mobile", flat=True
        )
    )
    yield from _amiss("not in the history once", [number for number in said if moved[number] != 1])
    answered = Counter(
        OutboundMessage.objects.exclude(kind="ask").filter(to_number__in=said).values_list("to_number", "kind")
    )
    wrong = [number for number, word in said.items() if answered[number, answer_to(word, state[number])] != 1]
    yield from _amiss("not answered once", wrong)
    if answered.total() != len(said):
        yield f"{answered.total()} answers to {len(said)} texts"
    yield from _amiss("counted wrongly (nights)", list(_miscounted()))


def answer_to(word: str, state: str) -> str:
    """The kind of the text that says so; none where the state is wrong."""
    return state if state in MOVES[word] else ""


def _amiss(what: str, numbers: Sequence[object]) -> Iterator[str]:
    if numbers:
        yield f"{len(numbers)} {what}"


def _miscounted() -> Iterator[int]:
    counted = Shift.objects.annotate(
        crew=Count("attendances", filter=Q(attendances__state__in=ON_CREW)),
        asked=Count("attendances", filter=Q(attendances__state=AttendanceState.ASKED)),
        waiting=Count("attendances", filter=Q(attendances__state=AttendanceState.WAITING)),
    )
    agreeing = counted.filter(
        confirmed_count=F("crew"),
        asked_count=F("asked"),
        waiting_count=F("waiting"),
        confirmed_count__lte=F("crew_max"),
    )
    yield from Shift.objects.exclude(pk__in=agreeing.values("pk")).values_list("pk", flat=True)
