"""Partners and their keys, as a coordinator's pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from api.enums import Scope
from api.models import ApiKey, Partner, PartnerCalendar, WebhookDelivery, WebhookEndpoint
from scheduling.models import CalendarLink
from scheduling.queries import open_links
from volunteers.models import District, Role, User
from volunteers.queries import Standing

SHOWN_FOR = timedelta(days=30)  # how long a key that opens nothing more stays on its owner's page


def partners_for(standing: Standing, *, now: datetime) -> QuerySet[Partner]:
    """Partners of the municipalities coordinated, each with `open_keys` and `last_used_at`."""
    is_open = Q(keys__revoked_at=None) & (Q(keys__expires_at=None) | Q(keys__expires_at__gt=now))
    return (
        Partner.objects.filter(municipality__in=standing.municipalities)
        .select_related("municipality")
        .annotate(open_keys=Count("keys", filter=is_open), last_used_at=Max("keys__last_used_at"))
        .order_by("-is_active", "name", "pk")
    )


def access_partner(standing: Standing, pk: int | None) -> Partner:
    """Raises Http404 for a partner of a municipality the user does not coordinate."""
    rows = Partner.objects.filter(pk=pk or 0, municipality__in=standing.municipalities).select_related("municipality")
    partner = rows.first()
    if partner is None:
        raise Http404
    return partner


def access_key(standing: Standing, pk: int) -> ApiKey:
    """Raises Http404 for a key to a municipality the user does not coordinate."""
    rows = ApiKey.objects.filter(pk=pk, partner__municipality__in=standing.municipalities)
    key = rows.select_related("partner__municipality").first()
    if key is None:
        raise Http404
    return key


def access_endpoint(standing: Standing, pk: int) -> WebhookEndpoint:
    """Raises Http404 for a webhook of a municipality the user does not coordinate."""
    rows = WebhookEndpoint.objects.filter(pk=pk, partner__municipality__in=standing.municipalities)
    endpoint = rows.select_related("partner__municipality", "made_by").first()
    if endpoint is None:
        raise Http404
    return endpoint


def access_delivery(standing: Standing, pk: int) -> WebhookDelivery:
    """Raises Http404 like access_endpoint."""
    rows = WebhookDelivery.objects.filter(pk=pk, endpoint__partner__municipality__in=standing.municipalities)
    delivery = rows.select_related("endpoint__partner").first()
    if delivery is None:
        raise Http404
    return delivery


def access_calendar(standing: Standing, pk: int, *, now: datetime) -> PartnerCalendar:
    """Raises Http404 for a calendar of a municipality the user does not coordinate, or one already closed."""
    links = open_links(CalendarLink.objects.filter(municipality__in=standing.municipalities), now=now)
    rows = PartnerCalendar.objects.filter(pk=pk, link__in=links.order_by().values("pk"))
    calendar = rows.select_related("key__partner__municipality", "link").first()
    if calendar is None:
        raise Http404
    return calendar


@dataclass(frozen=True)
class KeyRow:
    """A key as its page shows it."""

    key: ApiKey
    scopes: tuple[str, ...]
    districts: tuple[str, ...]
    has_expired: bool

    @property
    def is_open(self) -> bool:
        return self.key.revoked_at is None and not self.has_expired


def places_opened(partner: Partner, *, now: datetime) -> list[KeyRow]:
    """The partner's keys, those that open something first, in two queries. Districts are named as they are now."""
    keys = list(partner.keys.select_related("made_by").order_by("-created_at", "-pk"))
    named = {uuid for key in keys for uuid in key.districts}
    names = {str(one.uuid): one.name for one in District.objects.filter(uuid__in=named)} if named else {}
    return rows_of(keys, names, now=now)


def rows_of(keys: Iterable[ApiKey], names: Mapping[str, str], *, now: datetime) -> list[KeyRow]:
    rows = [
        KeyRow(
            key,
            scopes=tuple(str(Scope(scope).label) for scope in key.scopes),
            districts=tuple(sorted(names.get(uuid, "–") for uuid in key.districts)),
            has_expired=key.expires_at is not None and key.expires_at <= now,
        )
        for key in keys
    ]
    return sorted(rows, key=lambda row: not row.is_open)


def own_keys(holder: User, *, now: datetime) -> list[KeyRow]:
    """A person's own keys, those that open something first. Long closed ones are left out."""
    kept = Q(revoked_at=None) | Q(revoked_at__gt=now - SHOWN_FOR)
    kept &= Q(expires_at=None) | Q(expires_at__gt=now - SHOWN_FOR)
    return rows_of(holder.api_keys.filter(kept).order_by("-created_at", "-pk"), {}, now=now)


def access_own_key(holder: User, pk: int) -> ApiKey:
    """Raises Http404 for a key that is not the person's own."""
    key = holder.api_keys.filter(pk=pk).first()
    if key is None:
        raise Http404
    return key


def peoples_keys(standing: Standing, *, now: datetime) -> QuerySet[ApiKey]:
    """Open keys of leaders and coordinators of the municipalities coordinated, each with its `contact_count`."""
    towns = standing.municipalities
    over = Q(municipality__in=towns) | Q(association__municipality__in=towns)
    people = Role.objects.filter(over).values("user")
    is_open = Q(expires_at=None) | Q(expires_at__gt=now)
    return (
        ApiKey.objects.filter(is_open, holder__in=people, revoked_at=None)
        .select_related("holder")
        .annotate(contact_count=Count("contact_reads"))
        .order_by("holder__name", "-created_at", "pk")
    )


def access_persons_key(standing: Standing, pk: int) -> ApiKey:
    """Raises Http404 unless it is the own key of somebody with a role in a municipality coordinated."""
    towns = standing.municipalities
    over = Q(municipality__in=towns) | Q(association__municipality__in=towns)
    key = ApiKey.objects.filter(pk=pk, holder__in=Role.objects.filter(over).values("user")).first()
    if key is None:
        raise Http404
    return key
