"""What became of a round, e-mailed once to whoever began it, else to the association's leaders."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from scheduling.domain.crews import count_words
from scheduling.enums import RoundFinding
from scheduling.models import FillRound
from volunteers.domain.calendar_words import night_long
from volunteers.models import User

logger = logging.getLogger(__name__)

STALE = timedelta(hours=6)  # after the start nobody needs to hear


def mail_findings(now: datetime) -> int:
    """Returns how many rounds were told of."""
    rows = FillRound.objects.filter(is_untold=True, shift__starts_at__gt=now - STALE)
    rounds = rows.select_related("started_by", "shift__association__municipality", "shift__route__district")
    return sum(_mail(going) for going in rounds.order_by("pk"))


def _mail(going: FillRound) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    mine = FillRound.objects.filter(pk=going.pk, is_untold=True, finding=going.finding)
    if not mine.update(is_untold=False):
        return False
    addresses = who_hears(going.started_by, going.shift.association_id)
    if not addresses:
        return False
    shift = going.shift
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "place": shift.route.district.name,
            "night": night_long(shift.starts_at, zone=shift.association.municipality.zone),
            "is_full": going.finding == RoundFinding.FULL,
            "counts": count_words(shift),
            "address": settings.PUBLIC_URL + reverse("scheduling:shift", args=[shift.pk]),
        }
        subject, _blank, body = render_to_string("email/round.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("What became of a round could not be mailed: %s", type(error).__name__)
        FillRound.objects.filter(pk=going.pk, finding=going.finding).update(is_untold=True)
        return False
    return True


def who_hears(starter: User | None, association: int) -> list[str]:
    """The addresses of whoever began it on a page, else of the association's leaders."""
    if starter is not None and starter.is_active:
        return [starter.email]
    leaders = User.objects.filter(roles__association=association, is_active=True)
    return list(leaders.order_by("email").values_list("email", flat=True).distinct())
