"""The text to the phones of an association's leaders: a night of theirs must be decided."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from messaging.domain.outbox import queue_all, write_sms
from messaging.exceptions import TextTooLong
from messaging.models import OutboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.decisions.closing import KIND, key_of
from scheduling.domain.text_kinds import priority_of
from scheduling.models import NightDecision, Shift
from volunteers.enums import ContactWay
from volunteers.models import Association, User, Volunteer


def text_leaders(decision: NightDecision, *, is_reminder: bool = False, now: datetime) -> int:
    """To those of the leaders who have a number in Lykta; everybody is e-mailed besides. Returns how many."""
    people = phones_of_leaders(decision.shift.association)
    texts = [_text(decision, person, is_reminder=is_reminder, now=now) for person in people]
    return len(queue_all(texts, now=now)) if texts else 0


def phones_of_leaders(association: Association) -> Iterable[Volunteer]:
    """Leaders as people who walk: tied to the account, or with its e-mail address. One for each number."""
    leaders = User.objects.filter(roles__association=association.pk, is_active=True)
    return phones_of(leaders, association.municipality_id)


def phones_of(users: Iterable[User], municipality: int) -> Iterable[Volunteer]:
    """People who sign in as people of the municipality who walk, where they are both; not those who are called."""
    accounts = list(users)
    people = Volunteer.objects.active().filter(municipality=municipality)
    people = people.exclude(contact_way=ContactWay.CALL).annotate(lower_email=Lower("email"))
    theirs = people.filter(Q(user__in=accounts) | Q(lower_email__in=[user.email.lower() for user in accounts]))
    return {person.mobile: person for person in theirs.order_by("-pk")}.values()


def _text(decision: NightDecision, person: Volunteer, *, is_reminder: bool, now: datetime) -> OutboundMessage:
    shift = decision.shift
    return write_sms(
        to_number=person.mobile,
        body=_body(shift, person, is_reminder=is_reminder),
        kind=KIND,
        dedupe_key=f"{key_of(decision)}{int(now.timestamp())}:{person.uuid}",
        now=now,
        expires_at=shift.starts_at,
        priority=priority_of(KIND, starts_at=shift.starts_at, now=now),
        lane=shift.association.municipality_id,
        payer=shift.association_id,
    )


def _body(shift: Shift, person: Volunteer, *, is_reminder: bool) -> str:
    """With the address of the night's page, where there is room for it."""
    language = sms_texts.language_of(KIND, person.text_language)
    said = {
        "is_reminder": is_reminder,
        "count": shift.confirmed_count,
        "least": shift.crew_safe,
        "lacks_leader": shift.leader_count < shift.leaders_needed,
        **sms_texts.shift_words(shift, language),
    }
    address = settings.PUBLIC_URL + reverse("scheduling:shift", args=[shift.pk])
    with suppress(TextTooLong):
        return sms_texts.write(KIND, language=language, clipped={"place": shift.place}, address=address, **said)
    return sms_texts.write(KIND, language=language, clipped={"place": shift.place}, **said)
