"""Coordinators are mailed of a drill: when it is planned, if it is called off, and what came of it."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from fieldwork.domain.drills.reporting import minutes_words, report_of
from fieldwork.models import Drill
from volunteers.domain import calendar_words
from volunteers.models import Municipality, User

logger = logging.getLogger(__name__)


def mail_drills() -> int:
    """Returns how many drills were told of. What has begun needs no announcement any more."""
    untold = Drill.objects.exclude(news="").select_related("municipality", "leader", "alarm")
    return sum(_mail(drill) for drill in untold.order_by("pk"))


def _mail(drill: Drill) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    news = drill.news
    if not Drill.objects.filter(pk=drill.pk, news=news).update(news=""):
        return False
    addresses = coordinators_of(drill.municipality)
    if not addresses:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        words = render_to_string("email/drill.txt", _context(drill, news)).strip()
    subject, _blank, body = words.partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("A drill could not be mailed: %s", type(error).__name__)
        Drill.objects.filter(pk=drill.pk, news="").update(news=news)
        return False
    return True


def coordinators_of(town: Municipality) -> list[str]:
    people = User.objects.filter(roles__municipality=town, is_active=True)
    return list(people.order_by("email").values_list("email", flat=True).distinct())


def _context(drill: Drill, news: str) -> dict[str, object]:
    town = drill.municipality
    at = drill.starts_at.astimezone(town.zone)
    report = report_of(drill)
    return {
        "news": news,
        "town": town.name,
        "day": calendar_words.night_long(at, zone=town.zone, language=settings.LANGUAGE_CODE),
        "at": calendar_words.clock(at, zone=town.zone, language=settings.LANGUAGE_CODE),
        "leader": drill.leader.name if drill.leader else "",
        "outcome": drill.outcome,
        "sentence": report.sentence,
        "steps": len(report.steps),
        "resolved_after": minutes_words(report.resolved_after) if report.resolved_after else "",
        "unreached": ", ".join(report.unreached),
        "address": settings.PUBLIC_URL + reverse("fieldwork:drill", args=[drill.pk]),
    }
