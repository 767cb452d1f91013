"""What somebody is told by text of duty that another has given them, or taken from them. Nothing of one's own doing."""

from collections.abc import Sequence
from datetime import datetime

from fieldwork.domain.duty_rota.rotas import DutyRota, Person
from fieldwork.models import DutyTurn
from messaging.domain.numbers import read_mobile
from messaging.domain.outbox import queue_sms
from messaging.domain.written import SWEDISH
from messaging.exceptions import NotAMobileNumber
from scheduling.domain import sms_texts
from scheduling.domain.text_kinds import priority_of
from volunteers.domain import calendar_words
from volunteers.models import Municipality, User, Volunteer

GIVEN, LIFTED = "duty_given", "duty_lifted"


def tell_given(rota: DutyRota, turns: Sequence[DutyTurn], *, by: User, now: datetime) -> None:
    """One text, however many the turns; all are the same person's."""
    _tell(GIVEN, rota, turns, by=by, other=by.name, now=now)


def tell_lifted(rota: DutyRota, turn: DutyTurn, *, by: User, instead: Person | None, now: datetime) -> None:
    """To whoever had the turn, read before it was changed. `instead` has it now."""
    _tell(LIFTED, rota, [turn], by=by, other=instead.name if instead else "", now=now)


def _tell(kind: str, rota: DutyRota, turns: Sequence[DutyTurn], *, by: User, other: str, now: datetime) -> None:
    coming = sorted((turn for turn in turns if turn.ends_at > now), key=lambda turn: turn.starts_at)
    if not coming or coming[0].user_id == by.pk or not is_mobile(coming[0].number):
        return
    first = coming[0]
    language = sms_texts.language_of(kind, language_of_number(first.number, rota.municipality))
    body = sms_texts.write(
        kind,
        language=language,
        clipped={"association": rota.name, "other": other},
        day=calendar_words.sms_date(first.starts_at, zone=rota.zone, language=language),
        hours=calendar_words.sms_span(first.starts_at, first.ends_at, zone=rota.zone, language=language),
        count=len(coming) - 1,
    )
    queue_sms(
        to_number=first.number,
        body=body,
        kind=kind,
        dedupe_key=f"{kind}:{first.pk}:{first.number}:{int(now.timestamp() * 1000)}",
        now=now,
        expires_at=max(turn.ends_at for turn in coming),
        priority=priority_of(kind, starts_at=first.starts_at, now=now),
        lane=rota.municipality.pk,
        payer=rota.association.pk if rota.association else None,
    )


def is_mobile(number: str) -> bool:
    try:
        return bool(read_mobile(number))
    except NotAMobileNumber:
        return False


def language_of_number(number: str, municipality: Municipality) -> str:
    """As the person with that number is told other things; Swedish to a number of nobody's."""
    people = Volunteer.objects.known().filter(municipality=municipality, mobile=number)
    return people.values_list("text_language", flat=True).first() or SWEDISH
