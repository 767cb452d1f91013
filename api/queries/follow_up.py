"""The names that the follow-up's rows have outside: by table and primary key, as the tables have it."""

from collections.abc import Collection

from fieldwork.models import ObservationCategory
from volunteers.models import Association, District, Municipality

Outside = dict[tuple[str, str], str]


def keys_outside(town: Municipality, *, associations: Collection[str]) -> Outside:
    """Districts and associations by their ids, categories by their codes. Three queries."""
    found: Outside = {}
    for table, rows in (
        ("districts", District.objects.filter(municipality=town).values_list("pk", "uuid")),
        ("associations", Association.objects.filter(pk__in=associations).values_list("pk", "uuid")),
        ("observations", ObservationCategory.objects.filter(municipality=town).values_list("pk", "code")),
    ):
        found |= {(table, str(pk)): str(outside) for pk, outside in rows}
    return found
