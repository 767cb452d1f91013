"""That nobody took a place in time, e-mailed once to whoever asked for it on a page, else to the leaders."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from scheduling.domain.round_news import STALE, who_hears
from scheduling.models import HandOver
from volunteers.domain.calendar_words import night_long

logger = logging.getLogger(__name__)


def mail_not_taken(now: datetime) -> int:
    """Returns how many places were told of."""
    rows = HandOver.objects.filter(is_untold=True, attendance__starts_at__gt=now - STALE)
    related = rows.select_related("opened_by", "attendance__volunteer", "attendance__shift__route__district")
    return sum(_mail(offer) for offer in related.select_related("attendance__shift__association__municipality"))


def _mail(offer: HandOver) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    if not HandOver.objects.filter(pk=offer.pk, is_untold=True).update(is_untold=False):
        return False
    shift = offer.attendance.shift
    addresses = who_hears(offer.opened_by, shift.association_id)
    if not addresses:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "name": offer.attendance.volunteer.first_name,
            "place": shift.route.district.name,
            "night": night_long(shift.starts_at, zone=shift.association.municipality.zone),
            "address": settings.PUBLIC_URL + reverse("scheduling:shift", args=[shift.pk]),
        }
        subject, _blank, body = render_to_string("email/not_taken.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("That nobody took a place could not be mailed: %s", type(error).__name__)
        HandOver.objects.filter(pk=offer.pk).update(is_untold=True)
        return False
    return True
