"""A night must be decided, e-mailed to the association's leaders and the municipality's coordinators."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from scheduling.domain.decisions.words import moment_words, need_words
from scheduling.enums import DecisionNews, DecisionState
from scheduling.models import NightDecision, Shift
from volunteers.domain.calendar_words import night_long, span
from volunteers.models import User

logger = logging.getLogger(__name__)


def mail_decisions(now: datetime) -> int:
    """Returns how many nights were told of."""
    untold = NightDecision.objects.exclude(news="").filter(state=DecisionState.OPEN, shift__starts_at__gt=now)
    rows = untold.select_related("shift__association__municipality", "shift__route__district")
    return sum(_mail(decision) for decision in rows.order_by("pk"))


def _mail(decision: NightDecision) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    news = decision.news
    if not NightDecision.objects.filter(pk=decision.pk, news=news).update(news=""):
        return False
    addresses = addresses_for(decision.shift)
    if not addresses:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        words = render_to_string("email/decision.txt", _context(decision, news)).strip()
    subject, _blank, body = words.partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("A night to decide could not be mailed: %s", type(error).__name__)
        NightDecision.objects.filter(pk=decision.pk, news="").update(news=news)
        return False
    return True


def addresses_for(shift: Shift) -> list[str]:
    """The association's leaders and the coordinators of its municipality."""
    association = shift.association
    concerned = Q(roles__association=association.pk) | Q(roles__municipality=association.municipality_id)
    people = User.objects.filter(concerned, is_active=True)
    return list(people.order_by("email").values_list("email", flat=True).distinct())


def _context(decision: NightDecision, news: str) -> dict[str, object]:
    shift, zone = decision.shift, decision.shift.association.municipality.zone
    again = decision.remind_at
    return {
        "association": shift.association.name,
        "place": shift.place,
        "night": night_long(shift.starts_at, zone=zone),
        "hours": span(shift.starts_at, shift.ends_at, zone=zone),
        "need": need_words(shift),
        "is_reminder": news == DecisionNews.REMINDED,
        "again": moment_words(again, zone, settings.LANGUAGE_CODE) if again else "",
        "address": settings.PUBLIC_URL + reverse("scheduling:shift", args=[shift.pk]),
    }
