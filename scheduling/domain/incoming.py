"""One text that came in, what it was read to mean, and how it is answered: once, and never in a loop."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from messaging.domain.outbox import drop_queued, queue_sms
from messaging.enums import OutboundState, Reason
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.answers import Answer, Meaning
from scheduling.domain.awaited import answers_lately, answers_to, open_to_answers
from scheduling.domain.inbox import only_association, put_in_inbox, town_of
from scheduling.domain.text_kinds import text_kind
from scheduling.enums import Concern
from scheduling.models import Attendance, InboxItem
from volunteers.enums import Language
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Incoming:
    inbound: InboundMessage
    answer: Answer
    now: datetime

    @property
    def number(self) -> str:
        return self.inbound.from_number

    @cached_property
    def nights(self) -> list[Attendance]:
        """What it can be about; see open_to_answers."""
        return open_to_answers(self.number, now=self.now)

    @property
    def key(self) -> str:
        """Ends the dedupe keys of its answers, so that it is answered once however often it is read."""
        return f"inbound:{self.inbound.pk}"

    def meaning(self, meaning: Meaning) -> "Incoming":
        """The same text, now that it is known what it was about."""
        return replace(self, answer=replace(self.answer, meaning=meaning))

    def asking_others(self) -> "Incoming":
        """The same text, now that it is known to want somebody else to be asked."""
        return replace(self, answer=replace(self.answer, asks_others=True))


def reply(
    incoming: Incoming, kind: str, *, language: str = "sv", name: str = "", of: str = "", **exact: object
) -> OutboundMessage:
    """Answer a text that is not about one night. `of` goes into the key, to be read when the next text refers to it."""
    body = sms_texts.write(kind, language=language, clipped={"name": name}, **exact)
    key = f"{kind}:{of}:{incoming.key}" if of else f"{kind}:{incoming.key}"
    lane, payer = _whose(incoming)
    return queue_sms(
        to_number=incoming.number,
        body=body,
        kind=kind,
        dedupe_key=key,
        now=incoming.now,
        priority=text_kind(kind).priority,
        lane=lane,
        payer=payer,
    )


def _whose(incoming: Incoming) -> tuple[int, int | None]:
    """(municipality, association or none) that an answer is paid by: whoever wrote to the number last."""
    told = OutboundMessage.objects.filter(to_number=incoming.number, payer__isnull=False).order_by("-created_at", "-pk")
    last = told.values_list("lane", "payer").first()
    if last is not None:
        return last
    person = Volunteer.objects.known().filter(mobile=incoming.number).order_by("pk").first()
    association = only_association(person)
    town = person.municipality_id if person else town_of(incoming.inbound.to_number)
    return town or 0, association.pk if association else None


def language_at(number: str) -> str:
    """What the person with this number reads; Swedish when nobody is known there."""
    people = Volunteer.objects.known().filter(mobile=number).order_by("pk")
    return people.values_list("text_language", flat=True).first() or Language.SWEDISH


def count_answers(number: str, *, now: datetime) -> int:
    return next(iter(answers_lately(number, now=now)), 0)


def stay_silent(incoming: Incoming, volunteer: Volunteer | None, *, keeps_item: bool = False) -> None:
    """What the text meant is done, but its answer does not leave; a person hears of it once, not of every text.

    `keeps_item`: what was put before a leader for its own sake stays there.
    """
    queued = answers_to(incoming.number, now=incoming.now).filter(state=OutboundState.QUEUED, created_at=incoming.now)
    drop_queued(dedupe_keys=list(queued.values_list("dedupe_key", flat=True)), reason=Reason.LOOP, now=incoming.now)
    known = InboxItem.objects.filter(
        inbound__from_number=incoming.number, concern=Concern.LOOP, resolved_at=None
    ).exclude(inbound=incoming.inbound)
    if not keeps_item:
        InboxItem.objects.filter(inbound=incoming.inbound).delete()
    if not known.exists():
        put_in_inbox(incoming.inbound, Concern.LOOP, volunteer=volunteer, now=incoming.now)
