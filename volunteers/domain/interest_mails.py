"""Those who answer people that want to walk are told by e-mail: the leaders at once, the coordinators after a week."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from volunteers.domain.interests import UNANSWERED_FOR
from volunteers.enums import InterestState
from volunteers.models import Association, Interest, InterestOffer, Municipality, User

logger = logging.getLogger(__name__)


def tell_of_interests(now: datetime) -> int:
    """Returns how many e-mails left. Names and numbers stand on the page alone."""
    return tell_leaders(now) + tell_coordinators(now)


def tell_leaders(now: datetime) -> int:
    """One e-mail to an association's leaders for all that is new to them."""
    waiting: dict[Association, list[int]] = defaultdict(list)
    offers = InterestOffer.objects.filter(told_at=None, declined_at=None, interest__state=InterestState.NEW)
    for offer in offers.select_related("association").order_by("pk"):
        waiting[offer.association].append(offer.pk)
    told = 0
    for association, keys in waiting.items():
        mine = InterestOffer.objects.filter(pk__in=keys, told_at=None)
        # Taken by one worker before the socket opens; given back when the mail server did not take it.
        if mine.update(told_at=now) != len(keys):
            continue
        if _mail(association.name, over=User.objects.filter(roles__association=association), count=len(keys)):
            told += 1
        else:
            InterestOffer.objects.filter(pk__in=keys).update(told_at=None)
    return told


def tell_coordinators(now: datetime) -> int:
    """Of those whom nobody has answered within a week, and of those whom no association can hear."""
    waiting: dict[Municipality, list[int]] = defaultdict(list)
    for interest in Interest.objects.filter(told_at=None, state=InterestState.NEW).select_related("municipality"):
        is_heard = interest.offers.filter(declined_at=None).exists()
        if not is_heard or interest.created_at <= now - UNANSWERED_FOR:
            waiting[interest.municipality].append(interest.pk)
    told = 0
    for town, keys in waiting.items():
        if Interest.objects.filter(pk__in=keys, told_at=None).update(told_at=now) != len(keys):
            continue
        if _mail(town.name, over=User.objects.filter(roles__municipality=town), count=len(keys), is_late=True):
            told += 1
        else:
            Interest.objects.filter(pk__in=keys).update(told_at=None)
    return told


def _mail(name: str, *, over: Iterable[User], count: int, is_late: bool = False) -> bool:
    """Whether it was seen to: where nobody has an account there is nobody to tell."""
    addresses = sorted({user.email for user in over if user.is_active})
    if not addresses:
        return True
    context = {
        "name": name,
        "count": count,
        "is_late": is_late,
        "days": UNANSWERED_FOR.days,
        "address": settings.PUBLIC_URL + reverse("volunteers:interests"),
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject, _blank, body = render_to_string("email/interests.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("Leaders could not be told of somebody who wants to walk: %s", type(error).__name__)
        return False
    return True
