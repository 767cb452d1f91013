"""Calendars for partners: a link shows what one of their keys opens, with counts and never a name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from api.domain.keys import require_open
from api.enums import Problem, Scope
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner, PartnerCalendar
from scheduling.domain.calendar_links import find_link, make_link, revoke_link
from scheduling.domain.feeds.grants import EVERYTHING, Grant, read_grant
from scheduling.domain.feeds.limits import limit_words
from scheduling.enums import FeedKind
from scheduling.exceptions import LinkClosed
from scheduling.models import CalendarLink
from scheduling.queries import open_links
from volunteers.models import District, User

LABEL_LENGTH = CalendarLink._meta.get_field("label").max_length


@dataclass(frozen=True)
class CalendarRow:
    """A calendar as the partner's page lists it."""

    calendar: PartnerCalendar
    limits: list[str]

    @property
    def title(self) -> str:
        """What it is for; where nobody said, the key."""
        link, key = self.calendar.link, self.calendar.key
        return link.label if link.label != usual_label(key) else key.name or key.prefix


def calendars_of(partner: Partner, *, now: datetime) -> list[CalendarRow]:
    """The open ones, newest first. Two queries."""
    links = open_links(CalendarLink.objects.filter(partner_calendar__key__partner=partner), now=now)
    found = PartnerCalendar.objects.filter(link__in=links.order_by().values("pk")).select_related(
        "key__partner", "link__made_by"
    )
    calendars = list(found.order_by("-link__created_at", "-pk"))
    limits = limit_words([each.link for each in calendars])
    return [CalendarRow(each, limits[each.link_id]) for each in calendars]


def keys_that_show_nights(keys: Iterable[ApiKey], *, now: datetime) -> list[ApiKey]:
    return [key for key in keys if shows_nights(key, now=now)]


def shows_nights(key: ApiKey, *, now: datetime) -> bool:
    try:
        require_open(key, now=now)
    except KeyRefused:
        return False
    return Scope.SHIFTS in key.scopes


@transaction.atomic
def make_calendar(
    key: ApiKey, *, grant: Grant = EVERYTHING, label: str = "", by: User | None = None, now: datetime
) -> str:
    """A link to what the key opens, less what the grant leaves out, until the key expires. Returns its token.

    The districts are the key's, whatever the grant says. Raises KeyRefused for a key that opens no nights.
    """
    held, partner = lock_open(key, now=now)
    grant = replace(grant, districts=districts_of(held))
    return link_to(held, partner, grant, label=label or usual_label(held), by=by, now=now)


@transaction.atomic
def renew_calendar(calendar: PartnerCalendar, *, by: User | None = None, now: datetime) -> str:
    """Another address to the same calendar; the old one is closed at once. Returns the new token.

    Raises KeyRefused when the key opens nothing any more, and LinkClosed when the link is closed already.
    """
    held, partner = lock_open(calendar.key, now=now)
    old = open_links(CalendarLink.objects.select_for_update(of=("self",)), now=now).filter(pk=calendar.link_id).first()
    if old is None:
        raise LinkClosed(_("Länken är redan stängd. Gör en ny i stället."))
    token = link_to(held, partner, read_grant(old.grant), label=old.label, by=by, now=now)
    revoke_link(old, by=by, now=now)
    return token


def lock_open(key: ApiKey, *, now: datetime) -> tuple[ApiKey, Partner]:
    """Held until the link stands there, so that whoever revokes the key or closes the partner out finds the link.

    Whoever changes a key adds one to the partner meanwhile, which only these weaker locks let by. Raises KeyRefused.
    """
    partner = (
        Partner.objects.select_for_update(of=("self",), no_key=True).select_related("municipality").get(keys=key.pk)
    )
    held = partner.keys.select_for_update(no_key=True).get(pk=key.pk)
    require_open(held, now=now)
    if Scope.SHIFTS not in held.scopes:
        raise KeyRefused(Problem.MISSING_SCOPE)
    return held, partner


def districts_of(key: ApiKey) -> tuple[int, ...]:
    """As primary keys. Raises KeyRefused when all are removed: a link without districts would show the whole town."""
    within = District.objects.filter(uuid__in=key.districts).order_by("pk").values_list("pk", flat=True)
    found = tuple(within) if key.districts else ()
    if key.districts and not found:
        raise KeyRefused(Problem.NOT_FOUND)
    return found


def usual_label(key: ApiKey) -> str:
    """On the page of all calendars a partner's is the municipality's, so something has to say whose it is."""
    return key.partner.name[:LABEL_LENGTH] if key.partner else ""


def link_to(key: ApiKey, partner: Partner, grant: Grant, *, label: str, by: User | None, now: datetime) -> str:
    token = make_link(
        partner.municipality,
        kind=FeedKind.PARTNER,
        grant=grant,
        label=label,
        made_by=by,
        ends_at=key.expires_at,
        now=now,
    )
    PartnerCalendar.objects.create(key=key, link=cast("CalendarLink", find_link(token)))
    return token
