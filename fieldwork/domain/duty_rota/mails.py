"""Nights without duty, e-mailed to those over the rota: one e-mail for all that is new."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from fieldwork.domain.duty_rota.gap_texts import address_of, users_over
from fieldwork.domain.duty_rota.rotas import DutyRota
from fieldwork.models import DutyWarning
from volunteers.domain import calendar_words

logger = logging.getLogger(__name__)


def mail_warnings(now: datetime) -> int:
    """Returns how many rotas were told of."""
    untold: dict[DutyRota, list[DutyWarning]] = defaultdict(list)
    rows = DutyWarning.objects.filter(mailed_at=None).select_related("municipality", "association__municipality")
    for warning in rows.order_by("night", "pk"):
        municipality = warning.association.municipality if warning.association else warning.municipality
        if municipality is not None:
            untold[DutyRota(municipality, warning.association)].append(warning)
    return sum(_mail(rota, warnings, now=now) for rota, warnings in untold.items())


def _mail(rota: DutyRota, warnings: Sequence[DutyWarning], *, now: datetime) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    with transaction.atomic():
        held = DutyWarning.objects.select_for_update().filter(pk__in=[warning.pk for warning in warnings])
        mine = list(held.filter(mailed_at=None).values_list("pk", flat=True))
        DutyWarning.objects.filter(pk__in=mine).update(mailed_at=now)
    nights = sorted({warning.night for warning in warnings if warning.pk in mine})
    addresses = [user.email for user in users_over(rota)]
    if not nights or not addresses:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "rota": rota,
            "nights": [
                calendar_words.night_long(night, zone=rota.zone, language=settings.LANGUAGE_CODE) for night in nights
            ],
            "address": address_of(rota),
        }
        subject, _blank, body = render_to_string("email/duty_gap.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("Nights without duty could not be mailed: %s", type(error).__name__)
        DutyWarning.objects.filter(pk__in=mine).update(mailed_at=None)
        return False
    return True
