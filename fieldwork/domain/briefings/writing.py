"""A coordinator writes what the police and others have told of the week, changes it, and takes it back."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.domain.text_checks import refuse_persons
from fieldwork.exceptions import WrongTimes
from fieldwork.models import Briefing, BriefingRevision
from volunteers.models import District, Municipality, User

LONGEST_DAYS = 14  # the picture of a week, with some days' grace; what is older is told anew
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BriefingTerms:
    """What is told, of where, on which nights, and from how many hours before the start."""

    district: District | None
    first_night: date
    last_night: date
    text: str
    hours_before: int


@transaction.atomic
def write_briefing(town: Municipality, terms: BriefingTerms, *, author: User, now: datetime) -> Briefing:
    """Raises PersonSeen for a text that leads to a person, and WrongTimes for nights that cannot be."""
    _check(terms, today=timezone.localdate(now, town.zone))
    return Briefing.objects.create(municipality=town, author=author, created_at=now, updated_at=now, **_facts(terms))


@transaction.atomic
def revise_briefing(briefing: Briefing, terms: BriefingTerms, *, by: User, now: datetime) -> Briefing:
    """Change it. Other words are a new revision, which each group has to read anew. Raises as `write_briefing`."""
    held = Briefing.objects.select_for_update(of=("self",)).select_related("municipality", "author").get(pk=briefing.pk)
    _check(terms, today=timezone.localdate(now, held.municipality.zone))
    if terms.text != held.text:
        BriefingRevision.objects.create(
            briefing=held, number=held.revision, text=held.text, written_at=held.updated_at, written_by=held.author
        )
        held.revision += 1
        held.author, held.updated_at = by, now
    for name, value in _facts(terms).items():
        setattr(held, name, value)
    held.save()
    return held


@transaction.atomic
def take_back_briefing(briefing: Briefing) -> None:
    """It is gone, with what it said before. The nights' histories still tell that a briefing was read."""
    Briefing.objects.filter(pk=briefing.pk).delete()


def dispose_of_old_briefings(now: datetime) -> int:
    """Delete those whose last night is long past, in whichever zone. Returns how many went."""
    kept = now - timedelta(days=settings.BRIEFINGS_KEPT_DAYS)
    old = Q(pk__in=[])
    for zone in Municipality.objects.values_list("time_zone", flat=True).distinct():
        old |= Q(
            municipality__time_zone=zone, last_night__lt=timezone.localdate(kept, Municipality(time_zone=zone).zone)
        )
    _all, by_kind = Briefing.objects.filter(old).delete()
    count = by_kind.get(Briefing._meta.label, 0)
    if count:
        log.info("disposed of %s briefings", count)
    return count


def _facts(terms: BriefingTerms) -> dict[str, object]:
    return {
        "district": terms.district,
        "first_night": terms.first_night,
        "last_night": terms.last_night,
        "text": terms.text,
        "hours_before": terms.hours_before,
    }


def _check(terms: BriefingTerms, *, today: date) -> None:
    if terms.last_night < terms.first_night:
        raise WrongTimes(_("Den sista dagen ligger före den första."))
    if terms.last_night < today:
        raise WrongTimes(_("De kvällarna har redan varit."))
    if (terms.last_night - terms.first_night).days >= LONGEST_DAYS:
        raise WrongTimes(_("En genomgång gäller högst %(days)s kvällar. Skriv en ny sedan.") % {"days": LONGEST_DAYS})
    refuse_persons(terms.text, field="text", today=today)
