"""A simulated term, played from the first morning to the last thanks.

The rota is moved by the product alone: by its jobs, by what leaves through its outbox and comes in through its inbox.
"""

from datetime import datetime, time, timedelta
from typing import cast

from bench.term_agenda import Agenda, last_hours, ticks
from bench.term_leader import Leader, is_short
from bench.term_phones import Phones
from bench.term_stage import BEFORE, FIRST_MONDAY, Stage
from bench.term_ways import Way
from messaging.domain.outbox.sending import send_due
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.provider import sms_gateway
from messaging.models import OutboundMessage
from scheduling import tasks
from scheduling.domain import last_look
from scheduling.enums import ShiftState
from scheduling.models import Shift

JOBS = (  # of config.schedules: those about nights, questions and answers, but for asking and sending
    tasks.lapse_silent_questions,
    tasks.ask_silent_people_again,
    tasks.remind_crews_of_walks,
    tasks.thank_crews_of_walks,
    tasks.begin_and_end_shifts,
)
LOOKS_AT = time(18)
A_MOMENT = timedelta(minutes=1)  # after something came in the answers to it leave


class Play:
    """`full_from` is since when each night, by key, has had all the people it wants."""

    def __init__(self, stage: Stage, way: Way, *, asks_season: bool) -> None:
        self.stage, self.way, self.asks_season = stage, way, asks_season
        self.agenda = Agenda()
        self.phones = Phones(stage, self.agenda, heard=self._heard)
        self.leader = Leader(stage, self.phones)
        self.full_from: dict[int, datetime] = {}
        self._zone = stage.association.municipality.zone
        self._gateway = cast("MemoryGateway", sms_gateway())  # as the settings of this bench say
        self._taken = len(self._gateway.texts)
        self._sendings: set[datetime] = set()

    def play(self) -> None:
        if self.asks_season:
            self.agenda.at(datetime.combine(FIRST_MONDAY, LOOKS_AT, self._zone), self.leader.ask_season)
        usual = ticks(self.stage.shifts, self._zone, FIRST_MONDAY)
        for moment in usual:
            self.agenda.at(moment, self._tick)
        for moment in last_hours(self.stage.shifts) - usual:
            self.agenda.at(moment, self._ask)
        self.agenda.carry_out()

    def _tick(self, now: datetime) -> None:
        """What the clock drives, in the order of its table; the leader looks once a day."""
        for job in JOBS:
            job()
        if now.astimezone(self._zone).time() == LOOKS_AT:
            tasks.fill_call_list()
            self.leader.look(now)
        self._ask(now)

    def _ask(self, now: datetime) -> None:
        self.way(self.stage, now)
        self._send(now)

    def _heard(self, now: datetime) -> None:
        self._send_at(now + A_MOMENT)

    def _send_at(self, moment: datetime) -> None:
        minute = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        if minute not in self._sendings:
            self._sendings.add(minute)
            self.agenda.at(minute, self._send)

    def _send(self, now: datetime) -> None:
        """Let texts leave and arrive, and come back when more of them may."""
        self._sendings.discard(now)
        if OutboundMessage.objects.filter(state=OutboundState.QUEUED, due_at__lte=now).exists():
            send_due(now, review=last_look.review)
        taken = [text.sid for text in self._gateway.texts[self._taken :]]
        self._taken += len(taken)
        for text in OutboundMessage.objects.filter(provider_sid__in=taken).order_by("pk"):
            self.phones.arrive(text, now)
        waiting = OutboundMessage.objects.filter(state=OutboundState.QUEUED, due_at__gt=now).order_by("due_at")
        due_at = waiting.values_list("due_at", flat=True).first()
        if due_at is not None:
            self._send_at(due_at)
        self._watch(now)

    def _watch(self, now: datetime) -> None:
        near = Shift.objects.filter(state=ShiftState.PUBLISHED, starts_at__lt=now + BEFORE)
        for shift in near.only("confirmed_count", "leader_count", "crew_target", "leaders_needed"):
            if is_short(shift):
                self.full_from.pop(shift.pk, None)
            else:
                self.full_from.setdefault(shift.pk, now)
