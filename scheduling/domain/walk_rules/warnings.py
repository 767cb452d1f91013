"""What runs out or is missing, told 60, 30 and 7 days ahead: to the person by text, and to the leaders by e-mail."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from messaging.domain.outbox import queue_sms
from scheduling.domain import sms_texts
from scheduling.domain.text_kinds import text_kind
from scheduling.domain.walk_rules.reading import rules_by_route
from scheduling.enums import AttendanceState, RuleKind
from scheduling.models import Attendance, RuleWarning, Shift
from volunteers.domain.calendar_words import day_and_month, sms_date
from volunteers.enums import ContactWay
from volunteers.models import Association, User, Volunteer

logger = logging.getLogger(__name__)

AHEAD = (60, 30, 7)  # days
KIND = "rule_warning"
COUNTED_ON = frozenset({AttendanceState.ASKED, AttendanceState.CONFIRMED, AttendanceState.WAITING})


@dataclass(frozen=True)
class Lack:
    """Something that a rule asks for and a person will not have from a day on, or on the night of that day."""

    volunteer: Volunteer
    kind: RuleKind
    day: date


def warn_of_rules(now: datetime) -> int:
    """Tell those concerned, each once for each distance. Returns how many texts were queued."""
    associations = Association.objects.filter(is_active=True).select_related("municipality")
    told = sum(warn_association(association, now=now) for association in associations)
    mail_leaders(now)
    return told


@transaction.atomic
def warn_association(association: Association, *, now: datetime) -> int:
    today = now.astimezone(association.municipality.zone).date()
    told = 0
    for lack in lacks(association, today=today):
        ahead = min(days for days in AHEAD if (lack.day - today).days <= days)
        warning, is_new = RuleWarning.objects.get_or_create(
            volunteer=lack.volunteer,
            association=association,
            kind=lack.kind,
            day=lack.day,
            days_ahead=ahead,
            defaults={"created_at": now},
        )
        if is_new:
            tell_person(warning, association, now=now)
            told += 1
    return told


def lacks(association: Association, *, today: date) -> Iterator[Lack]:
    """What of an association's people runs out within sixty days, or is missing for a night within them.

    A rule of a route counts while nights are planned there. Where several ask for a fresh extract, the one that holds
    it too old first is told.
    """
    until = today + timedelta(days=AHEAD[0])
    nights = Shift.objects.filter(association=association, night__range=(today, until)).live()
    routes = set(nights.order_by().values_list("route", flat=True).distinct())
    held = rules_by_route(association, routes)
    kinds = {rule.kind for rules in held.values() for rule in rules}
    months = [rule.number for rules in held.values() for rule in rules if rule.kind == RuleKind.EXTRACT_SHOWN]
    people = list(Volunteer.objects.active().filter(memberships__association=association)) if kinds else []
    for person in people:
        trained = person.leader_training_until
        if RuleKind.LEADER_TRAINING in kinds and trained is not None and today <= trained <= until:
            yield Lack(person, RuleKind.LEADER_TRAINING, trained)
        if months and person.extract_shown_on is not None:
            runs_out = person.extract_shown_on + relativedelta(months=min(months))
            if today <= runs_out <= until:
                yield Lack(person, RuleKind.EXTRACT_SHOWN, runs_out)
    asking = [on for on in routes if any(rule.kind == RuleKind.INTRODUCTION for rule in held[on])]
    if asking:
        unread = [person for person in people if person.introduced_on is None]
        yield from without_introduction(unread, nights.filter(route__in=asking))


def without_introduction(people: Sequence[Volunteer], nights: QuerySet[Shift]) -> Iterator[Lack]:
    """Those who count on a night before they have read the introduction, with the first such night."""
    counted_on = Attendance.objects.filter(volunteer__in=people, state__in=COUNTED_ON, shift__in=nights)
    first: dict[int, date] = {}
    for person, night in counted_on.order_by("shift__night").values_list("volunteer", "shift__night"):
        first.setdefault(person, night)
    yield from (Lack(person, RuleKind.INTRODUCTION, first[person.pk]) for person in people if person.pk in first)


def tell_person(warning: RuleWarning, association: Association, *, now: datetime) -> None:
    """Once, however many associations the person walks with; nothing to someone who is called instead of texted."""
    person = warning.volunteer
    if person.contact_way == ContactWay.CALL:
        return
    language = sms_texts.language_of(KIND, person.text_language)
    zone = association.municipality.zone
    body = sms_texts.write(
        KIND,
        language=language,
        clipped={"name": person.first_name, "association": association.name},
        day=sms_date(warning.day, zone=zone, language=language),
        rule=warning.kind,
    )
    queue_sms(
        to_number=person.mobile,
        body=body,
        kind=KIND,
        dedupe_key=f"{KIND}:{person.uuid}:{warning.kind}:{warning.day}:{warning.days_ahead}",
        now=now,
        expires_at=now + timedelta(days=3),
        priority=text_kind(KIND).priority,
        lane=association.municipality_id,
        payer=association.pk,
    )


def mail_leaders(now: datetime) -> int:
    """One e-mail to an association's leaders for all that is new. Returns how many associations were told."""
    untold: dict[int, list[RuleWarning]] = defaultdict(list)
    rows = RuleWarning.objects.filter(mailed_at=None).select_related("volunteer", "association__municipality")
    for warning in rows.order_by("day", "pk"):
        untold[warning.association_id].append(warning)
    return sum(_mail(warnings, now=now) for warnings in untold.values())


def _mail(warnings: Sequence[RuleWarning], *, now: datetime) -> bool:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    with transaction.atomic():
        held = RuleWarning.objects.select_for_update().filter(pk__in=[warning.pk for warning in warnings])
        mine = list(held.filter(mailed_at=None).values_list("pk", flat=True))
        RuleWarning.objects.filter(pk__in=mine).update(mailed_at=now)
    warnings = [warning for warning in warnings if warning.pk in mine]
    if not warnings:
        return False
    association = warnings[0].association
    leaders = User.objects.filter(roles__association=association, is_active=True)
    addresses = list(leaders.order_by("email").values_list("email", flat=True))
    if not addresses:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        lines = [(line_of(warning), address_of(warning.volunteer)) for warning in warnings]
        context = {"association": association, "lines": lines}
        subject, _blank, body = render_to_string("email/rule_warnings.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("Warnings about rules could not be mailed: %s", type(error).__name__)
        RuleWarning.objects.filter(pk__in=mine).update(mailed_at=None)
        return False
    return True


def address_of(person: Volunteer) -> str:
    """Where a leader writes down that it is settled."""
    return settings.PUBLIC_URL + reverse("volunteers:person", args=[person.pk])


def line_of(warning: RuleWarning) -> str:
    """Anna L: ledarutbildningen gäller till den 30 juni."""
    words = {
        RuleKind.LEADER_TRAINING: _("%(name)s: ledarutbildningen gäller till den %(day)s"),
        RuleKind.EXTRACT_SHOWN: _("%(name)s: registerutdraget är för gammalt efter den %(day)s"),
        RuleKind.INTRODUCTION: _("%(name)s: har inte läst introduktionen och är tillfrågad eller klar den %(day)s"),
    }[RuleKind(warning.kind)]
    day = day_and_month(warning.day, beside=warning.created_at.date(), language=settings.LANGUAGE_CODE)
    return words % {"name": warning.volunteer.short_name, "day": day}
