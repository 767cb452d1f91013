"""Once a week the coordinators hear of what was to be mended by now and is not. One e-mail, however much it is."""

import logging
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from fieldwork.domain.referrals.letters import target_words
from fieldwork.models import LateReminder, Referral
from fieldwork.queries.referrals import late_of
from volunteers.models import Municipality, User

logger = logging.getLogger(__name__)
FROM = time(8)  # on Monday mornings, by the clock of the town
SHOWN = 30


def remind_of_late(now: datetime) -> int:
    """Returns how many municipalities were told. Safe to repeat: each is told once a week."""
    towns = Municipality.objects.filter(observations__referrals__in=Referral.objects.awaited()).distinct()
    return sum(_remind(town, now=now) for town in towns.order_by("pk"))


def _remind(town: Municipality, *, now: datetime) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    here = now.astimezone(town.zone)
    monday = here.date() - timedelta(days=here.weekday())
    if here.date() == monday and here.time() < FROM:
        return False
    late = late_of(town, today=here.date())
    coordinators = User.objects.filter(roles__municipality=town, is_active=True).order_by("email").distinct()
    addresses = list(coordinators.values_list("email", flat=True))
    if not late or not addresses:
        return False
    reminder, is_new = LateReminder.objects.get_or_create(municipality=town, week=monday)
    if not is_new:
        return False
    try:
        _letter(town, late, today=here.date(), addresses=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("A reminder of what is late could not be mailed: %s", type(error).__name__)
        reminder.delete()
        return False
    return True


def _letter(town: Municipality, late: list[Referral], *, today: date, addresses: list[str]) -> EmailMessage:
    with override(settings.LANGUAGE_CODE):
        words = render_to_string(
            "email/late_observations.txt",
            {
                "town": town.name,
                "count": len(late),
                "lines": [_line(referral, today=today) for referral in late[:SHOWN]],
                "more": max(len(late) - SHOWN, 0),
                "address": settings.PUBLIC_URL + settings.HAND_OVERS_PATH,
            },
        ).strip()
    subject, _blank, body = words.partition("\n\n")
    return EmailMessage(subject=subject, body=body, to=addresses)


def _line(referral: Referral, *, today: date) -> dict[str, object]:
    observation = referral.observation
    target = observation.target_on or today
    return {
        "reference": observation.reference,
        "kind": observation.category.name,
        "place": observation.place,
        "owner": referral.owner.name if referral.owner else "",
        "day": target_words(observation, language=settings.LANGUAGE_CODE),
        "days": (today - target).days,
    }
