"""The text that says a night has nobody on duty: to those over the rota, and to the number the alarm falls back on."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings

from fieldwork.domain.duty_rota.cover import Need, Stretch
from fieldwork.domain.duty_rota.rotas import DutyRota, path_of
from fieldwork.domain.duty_rota.texts import is_mobile, language_of_number
from messaging.domain.outbox import queue_all, write_sms
from messaging.exceptions import TextTooLong
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.decisions.phones import phones_of
from scheduling.domain.text_kinds import priority_of
from volunteers.domain import calendar_words
from volunteers.models import User

KIND = "duty_gap"


def text_of_gaps(rota: DutyRota, uncovered: Sequence[tuple[Need, Sequence[Stretch]]], *, now: datetime) -> int:
    """One text to each number, however many nights. Returns how many."""
    people = {person.mobile: person.text_language for person in phones_of(users_over(rota), rota.municipality.pk)}
    fallback = rota.fallback_number
    if fallback and is_mobile(fallback):
        people.setdefault(fallback, language_of_number(fallback, rota.municipality))
    texts = [_text(rota, number, language, uncovered, now=now) for number, language in sorted(people.items())]
    return len(queue_all(texts, now=now)) if texts else 0


def users_over(rota: DutyRota) -> list[User]:
    """The coordinators of the municipality, or the leaders of the association."""
    field = "roles__association" if rota.association else "roles__municipality"
    return list(User.objects.filter(**{field: rota.owner}, is_active=True).order_by("email").distinct())


def address_of(rota: DutyRota) -> str:
    return settings.PUBLIC_URL + path_of(rota)


def _text(
    rota: DutyRota,
    number: str,
    language: str,
    uncovered: Sequence[tuple[Need, Sequence[Stretch]]],
    *,
    now: datetime,
) -> OutboundMessage:
    first, stretches = uncovered[0]
    return write_sms(
        to_number=number,
        body=_body(rota, language, stretches[0], more=len(uncovered) - 1),
        kind=KIND,
        dedupe_key=f"{KIND}:{rota.owner._meta.model_name}:{rota.owner.pk}:{first.night}:{int(now.timestamp())}:{number}",
        now=now,
        expires_at=first.ends_at,
        priority=priority_of(KIND, starts_at=first.starts_at, now=now),
        lane=rota.municipality.pk,
        payer=rota.association.pk if rota.association else None,
    )


def _body(rota: DutyRota, language: str, stretch: Stretch, *, more: int) -> str:
    """With the address of the rota, where there is room for it."""
    spoken = sms_texts.language_of(KIND, language)
    starts_at, ends_at = stretch
    said = {
        "day": calendar_words.sms_date(starts_at, zone=rota.zone, language=spoken),
        "hours": calendar_words.sms_span(starts_at, ends_at, zone=rota.zone, language=spoken),
        "count": more,
    }
    clipped = {"association": rota.name}
    with suppress(TextTooLong):
        return sms_texts.write(KIND, language=spoken, clipped=clipped, address=address_of(rota), **said)
    return sms_texts.write(KIND, language=spoken, clipped=clipped, **said)
