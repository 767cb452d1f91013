"""The properties of each kind of resource, by their full names. What a kind does not have is not in its table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from django.conf import settings

from api.domain.caldav.filters import COLLATIONS
from api.domain.caldav.multistatus import element, found, href
from api.domain.caldav.names import full
from api.domain.caldav.privileges import acl, current_privileges, supported_privileges
from api.domain.caldav.resources import Kind, Resource, Scene
from scheduling.domain.calendars import whole_seconds
from scheduling.domain.followed.calendars import title_of
from scheduling.domain.followed.objects import Entry, build_object
from scheduling.models import CalendarCollection

Property = Callable[[Scene, Resource], Element]
Table = Mapping[str, Property]

COLOR = "#191970FF"  # the midnight blue of the feeds
REPORTS = ("C:calendar-multiget", "C:calendar-query", "C:free-busy-query", "D:sync-collection")
EVENT_TYPE = "text/calendar; charset=utf-8; component=VEVENT"
# RFC 3744 and RFC 4791 leave their own properties out of what is sent to someone who asks for all.
IN_ALL = frozenset(
    map(full, ("D:displayname", "D:resourcetype", "D:getetag", "D:getcontenttype", "D:getcontentlength",
               "D:getlastmodified"))
)  # fmt: skip


def table(**properties: Property) -> Table:
    """D_displayname=… as {DAV:}displayname."""
    return {full(name.replace("_", ":", 1).replace("_", "-")): made for name, made in properties.items()}


def entry_in(resource: Resource) -> Entry:
    if resource.entry is None:
        raise TypeError("Only an event has these properties.")
    return resource.entry


def calendar_in(resource: Resource) -> CalendarCollection:
    if resource.collection is None:
        raise TypeError("Only a calendar has these properties.")
    return resource.collection


def type_of(resource: Resource) -> Element:
    types = {
        Kind.PRINCIPAL: ["D:collection", "D:principal"],
        Kind.CALENDAR: ["D:collection", "C:calendar"],
        Kind.EVENT: [],
    }
    return element("D:resourcetype", *map(element, types.get(resource.kind, ["D:collection"])))


def supported_reports(resource: Resource) -> Element:
    reports = REPORTS if resource.kind == Kind.CALENDAR else ()
    return element(
        "D:supported-report-set",
        *(element("D:supported-report", element("D:report", element(report))) for report in reports),
    )


def addresses_of(scene: Scene) -> Element:
    """How the user is called in invitations. None are sent; some programs stop when they cannot ask."""
    return element("C:calendar-user-address-set", href(f"mailto:{scene.user.email}"), href(scene.principal_path))


def length_of(resource: Resource) -> Element:
    return element("D:getcontentlength", str(len(build_object(entry_in(resource)))))


def modified_of(resource: Resource) -> Element:
    changed_at = whole_seconds(entry_in(resource).event.updated_at)
    return element("D:getlastmodified", format_datetime(changed_at, usegmt=True))


def token_of(scene: Scene, resource: Resource) -> str:
    return scene.reading(calendar_in(resource)).token


COMMON = table(
    D_resourcetype=lambda _scene, resource: type_of(resource),
    D_current_user_principal=lambda scene, _resource: element("D:current-user-principal", href(scene.principal_path)),
    D_owner=lambda scene, _resource: element("D:owner", href(scene.principal_path)),
    D_principal_collection_set=lambda _scene, _resource: element(
        "D:principal-collection-set", href(settings.CALDAV_PATH)
    ),
    D_current_user_privilege_set=lambda _scene, resource: current_privileges(
        is_calendar=resource.kind == Kind.CALENDAR
    ),
    D_supported_privilege_set=lambda _scene, _resource: supported_privileges(),
    D_acl=lambda scene, _resource: acl(scene.principal_path),
    D_supported_report_set=lambda _scene, resource: supported_reports(resource),
)
TABLES: Mapping[Kind, Table] = {
    Kind.ROOT: {**COMMON, **table(D_displayname=lambda _scene, _resource: element("D:displayname", "Lykta"))},
    Kind.PRINCIPAL: {
        **COMMON,
        **table(
            D_displayname=lambda scene, _resource: element("D:displayname", str(scene.user)),
            D_principal_URL=lambda scene, _resource: element("D:principal-URL", href(scene.principal_path)),
            D_alternate_URI_set=lambda _scene, _resource: element("D:alternate-URI-set"),
            D_group_membership=lambda _scene, _resource: element("D:group-membership"),
            C_calendar_home_set=lambda scene, _resource: element("C:calendar-home-set", href(scene.home_path)),
            C_calendar_user_address_set=lambda scene, _resource: addresses_of(scene),
        ),
    },
    Kind.HOME: {**COMMON, **table(D_displayname=lambda _scene, _resource: element("D:displayname", "Lykta"))},
    Kind.CALENDAR: {
        **COMMON,
        **table(
            D_displayname=lambda _scene, resource: element("D:displayname", title_of(calendar_in(resource))),
            D_sync_token=lambda scene, resource: element("D:sync-token", token_of(scene, resource)),
            CS_getctag=lambda scene, resource: element("CS:getctag", token_of(scene, resource)),
            C_supported_calendar_component_set=lambda _scene, _resource: element(
                "C:supported-calendar-component-set", element("C:comp", name="VEVENT")
            ),
            C_supported_calendar_data=lambda _scene, _resource: element(
                "C:supported-calendar-data",
                element("C:calendar-data", **{"content-type": "text/calendar", "version": "2.0"}),
            ),
            C_supported_collation_set=lambda _scene, _resource: element(
                "C:supported-collation-set", *(element("C:supported-collation", name) for name in COLLATIONS)
            ),
            A_calendar_color=lambda _scene, _resource: element("A:calendar-color", COLOR),
        ),
    },
    Kind.EVENT: {
        **COMMON,
        **table(
            D_getetag=lambda _scene, resource: element("D:getetag", f'"{entry_in(resource).etag}"'),
            D_getcontenttype=lambda _scene, _resource: element("D:getcontenttype", EVENT_TYPE),
            D_getcontentlength=lambda _scene, resource: length_of(resource),
            D_getlastmodified=lambda _scene, resource: modified_of(resource),
        ),
    },
}


def described(
    scene: Scene,
    resource: Resource,
    names: Sequence[str],
    *,
    extra: Table | None = None,
    is_brief: bool = False,
) -> Element:
    """The response for one resource. `is_brief` leaves out what it does not have (RFC 8144)."""
    has: Table = {**TABLES[resource.kind], **(extra or {})}
    lacking: Iterable[str] = () if is_brief else [name for name in names if name not in has]
    return found(resource.path, [has[name](scene, resource) for name in names if name in has], lacking)
