"""What came of a drill: each step, who was told, when it reached them, and how long it took until somebody had it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.alarms.crowds import NOT_REACHED
from fieldwork.domain.alarms.past import who_took
from fieldwork.enums import Rung
from fieldwork.models import AlarmNotice, AlarmStep, Drill
from messaging.enums import Channel, OutboundState
from messaging.models import StatusCallback

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Told:
    """One text or call. `arrived_after` is how long it took from the step, none where nothing says that it did."""

    name: str
    rung: str
    is_call: bool
    state: str
    words: str
    arrived_after: timedelta | None


@dataclass(frozen=True)
class ReportStep:
    number: int
    at: datetime
    told: Sequence[Told]


@dataclass(frozen=True)
class Report:
    drill: Drill
    steps: Sequence[ReportStep]
    taken_after: timedelta | None
    resolved_after: timedelta | None

    @property
    def unreached(self) -> list[str]:
        """Those whom nothing has reached, as far as anyone knows."""
        people: dict[str, bool] = {}
        for step in self.steps:
            for one in step.told:
                people[one.name] = people.get(one.name, False) or one.arrived_after is not None
        return [name for name, is_reached in people.items() if not is_reached]

    @property
    def sentence(self) -> str:
        """Övningen i en mening."""
        alarm = self.drill.alarm
        if alarm is None or self.taken_after is None:
            return self.drill.outcome or _("Övningen pågår.")
        words = {"name": who_took(alarm), "after": minutes_words(self.taken_after)}
        return _("%(name)s tog larmet efter %(after)s.") % words


def report_of(drill: Drill) -> Report:
    """Four queries."""
    alarm = drill.alarm
    if alarm is None:
        return Report(drill, [], None, None)
    steps = list(AlarmStep.objects.filter(alarm=alarm).order_by("number"))
    notices = list(
        AlarmNotice.objects.filter(step__alarm=alarm).select_related("step", "text").defer("text__body").order_by("pk")
    )
    arrivals = _arrivals(notices)
    by_step: dict[int, list[Told]] = defaultdict(list)
    for notice in notices:
        by_step[notice.step_id].append(_told(notice, arrivals.get(notice.text_id or 0)))
    return Report(
        drill=drill,
        steps=[ReportStep(step.number, step.at, by_step[step.pk]) for step in steps],
        taken_after=alarm.acknowledged_at - alarm.opened_at if alarm.acknowledged_at else None,
        resolved_after=alarm.resolved_at - alarm.opened_at if alarm.resolved_at and alarm.acknowledged_at else None,
    )


def _arrivals(notices: Sequence[AlarmNotice]) -> dict[int, datetime]:
    """When the provider said of each text that it had arrived."""
    keys = [notice.text_id for notice in notices if notice.text_id]
    said = StatusCallback.objects.filter(message__in=keys, status__in=["delivered", "completed"])
    return dict(said.order_by("-received_at").values_list("message", "received_at"))


def _told(notice: AlarmNotice, arrived_at: datetime | None) -> Told:
    state = notice.text.state if notice.text else ""
    if arrived_at is None and state == OutboundState.DELIVERED and notice.text is not None:
        arrived_at = notice.text.updated_at
    is_call = notice.channel == Channel.VOICE
    return Told(
        name=notice.name or str(Rung(notice.rung).label),
        rung=str(Rung(notice.rung).label),
        is_call=is_call,
        state="confirmed" if arrived_at else "missing" if state in {*NOT_REACHED, OutboundState.DROPPED} else "asked",
        words=_words(state, is_call=is_call, is_there=arrived_at is not None),
        arrived_after=max(arrived_at - notice.step.at, timedelta()) if arrived_at else None,
    )


def _words(state: str, *, is_call: bool, is_there: bool) -> str:
    if is_there:
        return _("Svarade") if is_call else _("Framme")
    if state in NOT_REACHED:
        return _("Svarade inte") if is_call else _("Kom inte fram")
    return _("Skickades inte") if state == OutboundState.DROPPED else _("På väg")


def minutes_words(span: timedelta) -> str:
    """Fyra minuter är "4 minuter"; mindre än en är "mindre än en minut"."""
    count = span // MINUTE
    if count < 1:
        return _("mindre än en minut")
    return ngettext("%(count)s minut", "%(count)s minuter", count) % {"count": count}
