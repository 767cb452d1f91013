"""The night that a newcomer wanted to walk: remembered while an association decides, taken once it has said yes."""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import override

from scheduling.domain.open_nights.signing import require_open_to, sign_up
from scheduling.domain.open_nights.terms import terms_of
from scheduling.domain.open_nights.waves import Crowd
from scheduling.domain.origins import BY_CLOCK
from scheduling.domain.quiet_hours import quiet_period
from scheduling.domain.text_plans import plan_of
from scheduling.exceptions import SchedulingError
from scheduling.models import RememberedNight, Shift
from volunteers.enums import InterestState
from volunteers.models import Interest, Volunteer

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500
TIME_TO_TELL = timedelta(days=1)  # for somebody who filled in the form later than they chose the night


def remember_night(shift: Shift, number: str, *, now: datetime) -> RememberedNight:
    """Keep in mind that somebody new, with this proven number, wants to walk the night. Raises NotOpen and TooLate."""
    require_open_to(shift, Crowd.NEW, terms_of(shift.association), now=now)
    return RememberedNight.objects.get_or_create(shift=shift, number=number, defaults={"at": now})[0]


def forget_nights(number: str) -> None:
    """Somebody who wanted to walk does not any more."""
    RememberedNight.objects.filter(number=number).delete()


def sign_up_newcomers(now: datetime) -> int:
    """The clock's job: sign up those who have been taken in meanwhile, and forget what has begun. Returns sign-ups.

    In quiet hours it waits, since whoever gets a place is texted. A night that they cannot have is forgotten too: they
    were told that only a text means a place. So is one of somebody whom no association has to answer.
    """
    RememberedNight.objects.filter(shift__starts_at__lte=now).delete()
    _forget_unanswerable(now)
    signed_up = 0
    related = "shift__association__municipality", "shift__route__district"
    for remembered in RememberedNight.objects.select_related(*related)[:MOST_AT_ONCE]:
        person = taken_in(remembered)
        if person is None or _is_quiet(remembered.shift, now=now):
            continue
        signed_up += _sign_up(remembered, person, now=now)
        remembered.delete()
    return signed_up


def _forget_unanswerable(now: datetime) -> None:
    """They never filled in the form, took it back, or were told no."""
    number = OuterRef("number")
    waits = Interest.objects.filter(number=number, state=InterestState.NEW)
    known = Volunteer.objects.known().filter(mobile=number)
    old = RememberedNight.objects.filter(~Exists(waits), ~Exists(known), at__lt=now - TIME_TO_TELL)
    old.delete()


def taken_in(remembered: RememberedNight) -> Volunteer | None:
    """Who has the number now, and walks with an association of the municipality."""
    town = remembered.shift.association.municipality_id
    people = Volunteer.objects.active().filter(mobile=remembered.number, municipality=town)
    return people.filter(associations__isnull=False).order_by("pk").first()


def _is_quiet(shift: Shift, *, now: datetime) -> bool:
    return quiet_period(plan_of(shift.association), shift.association.municipality.zone, now) is not None


def _sign_up(remembered: RememberedNight, person: Volunteer, *, now: datetime) -> int:
    with override(person.text_language):
        try:
            sign_up(remembered.shift, person, origin=BY_CLOCK, now=now)
        except SchedulingError as error:
            logger.info("A remembered night was not to be had: %s", type(error).__name__)
            return 0
    return 1
