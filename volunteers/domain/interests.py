"""Somebody wants to walk: heard by the associations of the district, taken in by the first that says yes."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from messaging.domain.disposal import dispose_of_number
from messaging.domain.outbox import queue_sms
from messaging.domain.written import number_words, write
from messaging.enums import Priority
from volunteers.domain.people import add_volunteer, find_by_number, lock, resume_volunteer
from volunteers.enums import InterestState, VolunteerState
from volunteers.exceptions import AnsweredAlready
from volunteers.models import Association, District, Interest, InterestOffer, Municipality, User, Volunteer

UNANSWERED_FOR = timedelta(days=7)  # until the coordinators are told
WELCOME, NOT_NOW = "welcome", "no_room"


class Told(TypedDict):
    """What somebody who wants to walk has told. `consented_at` is when they agreed to the text `consent_version`."""

    name: str
    district: District | None
    birth_year: int | None
    born_on: date | None
    languages: list[str]
    text_language: str
    consent_version: str
    consented_at: datetime


@transaction.atomic
def take_interest(
    number: str,
    *,
    proof: UUID,
    municipality: Municipality,
    associations: Collection[Association],
    now: datetime,
    **told: Unpack[Told],
) -> Interest | None:
    """Let these associations hear of somebody with this number, in E.164, proved by `proof`. Once for each proof.

    Whoever waits already is heard with what was told last. None for somebody who walks with one of them.
    """
    lock(municipality)
    taken = Interest.objects.filter(proof=proof).first()
    if taken is not None:
        return taken
    if walks_with(number, municipality, associations):
        return None
    before = Interest.objects.filter(municipality=municipality, number=number, state=InterestState.NEW).first()
    if before is not None:
        before.delete()
    waits_since = before.created_at if before else now
    interest = Interest.objects.create(
        municipality=municipality, number=number, proof=proof, created_at=waits_since, **told
    )
    InterestOffer.objects.bulk_create(
        InterestOffer(interest=interest, association=association) for association in associations
    )
    return interest


def walks_with(number: str, municipality: Municipality, associations: Collection[Association]) -> list[Association]:
    """Those of the associations that somebody with this number gets questions from already."""
    known = find_by_number(municipality, number)
    if known is None or known.state != VolunteerState.ACTIVE:
        return []
    return list(known.associations.filter(pk__in=[one.pk for one in associations]).order_by("name"))


@transaction.atomic
def accept_interest(interest: Interest, association: Association, *, by: User, now: datetime) -> Volunteer:
    """The person is a member, and is welcomed by text. The first association to say yes has them.

    Raises AnsweredAlready, and NumberTaken when the municipality knows the number under another name.
    """
    held = _lock_open(interest)
    agreed_on = held.consented_at.astimezone(held.municipality.zone).date()
    volunteer, is_new = add_volunteer(
        municipality=held.municipality,
        associations=[association],
        now=now,
        name=held.name,
        mobile=held.number,
        birth_year=held.birth_year,
        born_on=held.born_on,
        languages=held.languages,
        text_language=held.text_language,
        home_district=held.district,
    )
    if not is_new:
        resume_volunteer(volunteer)
    volunteer.consented_on = volunteer.informed_on = agreed_on
    volunteer.consent_version = held.consent_version
    volunteer.save(update_fields=["consented_on", "informed_on", "consent_version"])
    held.accepted_by, held.volunteer = association, volunteer
    _close(held, InterestState.ACCEPTED, by=by, now=now)
    _text(WELCOME, held, association, now=now)
    return volunteer


@transaction.atomic
def decline_interest(interest: Interest, association: Association | None, *, by: User, now: datetime) -> bool:
    """An association cannot take the person in, or (None) nobody can, as a coordinator may say.

    The last no is told the person by text. Returns whether it was. Raises AnsweredAlready.
    """
    held = _lock_open(interest)
    offers = held.offers.filter(declined_at=None)
    if association is not None:
        offers.filter(association=association).update(declined_at=now)
        if offers.exists():
            return False
    offers.update(declined_at=now)
    _close(held, InterestState.DECLINED, by=by, now=now)
    _text(NOT_NOW, held, association, now=now)
    return True


@transaction.atomic
def take_back(proof: UUID) -> bool:
    """Whoever proved the number does not want to any more: nothing of it is kept. Whether it still waited."""
    # Held before it goes: what is deleted by its state alone may have been answered since it was read.
    held = Interest.objects.select_for_update(of=("self",)).filter(proof=proof, state=InterestState.NEW).first()
    if held is None:
        return False
    held.delete()
    return True


def dispose_of_old_interests(now: datetime) -> int:
    """The clock's job: what was told goes some time after it was told, and who walks is kept as a volunteer.

    Of those who do not, the texts go too. Returns how many.
    """
    before = now - timedelta(days=settings.INTERESTS_KEPT_DAYS)
    old = list(Interest.objects.filter(created_at__lt=before)[:1000])
    for interest in old:
        _dispose_of(interest, now=now)
    return len(old)


@transaction.atomic
def _dispose_of(interest: Interest, *, now: datetime) -> None:
    interest.delete()
    is_kept = Volunteer.objects.filter(mobile=interest.number).exists()
    if not is_kept and not Interest.objects.filter(number=interest.number).exists():
        dispose_of_number(interest.number, called=interest.name.split()[0], now=now)


def _lock_open(interest: Interest) -> Interest:
    """Raises AnsweredAlready. The town first, as whoever adds people takes the two."""
    lock(interest.municipality)
    held = Interest.objects.select_for_update().filter(pk=interest.pk).first()
    if held is None:
        raise AnsweredAlready(_("Personen har ändrat sig och tagit tillbaka sin anmälan."))
    if held.state == InterestState.ACCEPTED and held.accepted_by is not None:
        raise AnsweredAlready(
            _("%(association)s hann före: %(name)s är med där.")
            % {"association": held.accepted_by.name, "name": held.name}
        )
    if held.state != InterestState.NEW:
        raise AnsweredAlready(_("%(name)s har redan fått svar.") % {"name": held.name})
    return held


def _close(held: Interest, state: InterestState, *, by: User, now: datetime) -> None:
    held.state, held.closed_at, held.closed_by = state, now, by
    held.save(update_fields=["state", "closed_at", "closed_by", "accepted_by", "volunteer"])


def _text(kind: str, held: Interest, association: Association | None, *, now: datetime) -> None:
    number = held.municipality.contact_number
    if kind == WELCOME and association is not None:
        number = association.contact_number or number
    body = write(
        kind,
        language=held.text_language,
        clipped={
            "name": held.name.split()[0],
            "association": association.name if association else held.municipality.name,
        },
        number=number_words(number, held.text_language) if number else "",
    )
    queue_sms(
        to_number=held.number,
        body=body,
        kind=kind,
        dedupe_key=f"{kind}:{held.uuid}",
        now=now,
        expires_at=now + timedelta(days=3),
        priority=Priority.USUAL,
        lane=held.municipality_id,
        payer=association.pk if association else None,
    )
