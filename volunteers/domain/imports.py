"""Lists of people: read when uploaded, shown as a preview, written only when accepted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from volunteers.domain.lists.comparing import FIELDS, Known, Line, Outcome, compare
from volunteers.domain.lists.headings import count_known, find_columns
from volunteers.domain.lists.rows import read_entries
from volunteers.domain.lists.tables import read_table
from volunteers.exceptions import ImportClosed, UnreadableFile
from volunteers.models import Association, District, Membership, Municipality, PeopleImport, User, Volunteer

KEPT_FOR = timedelta(days=1)
BATCH = 500
SHOWN_HEADING = 40
SHOWN_HEADINGS = 30


def read_list(
    content: bytes, *, filename: str, association: Association, uploaded_by: User, now: datetime
) -> PeopleImport:
    """Keep what the list says, as a preview. No person is written. Raises UnreadableFile."""
    rows = read_table(content, filename, score=count_known)
    columns = find_columns(rows)
    entries = list(read_entries(rows, columns, today=now.astimezone(association.municipality.zone).date()))
    if not entries:
        raise UnreadableFile(_("Listan har rubriker men inga rader under dem."))
    left = [*columns.ignored, *columns.never_read]
    return PeopleImport.objects.create(
        association=association,
        uploaded_by=uploaded_by,
        filename=filename[-120:],
        rows=entries,
        ignored_headings=[heading[:SHOWN_HEADING] for heading in left][:SHOWN_HEADINGS],
        created_at=now,
    )


def preview_import(people_import: PeopleImport) -> list[Line]:
    """What accepting would do now, row by row. Three queries, however long the list."""
    return compare(people_import.rows, known_to(people_import.association))


def known_to(association: Association) -> Known:
    districts: dict[str, list[District]] = defaultdict(list)
    for district in District.objects.filter(municipality=association.municipality_id):
        districts[district.name.casefold()].append(district)
    volunteers = Volunteer.objects.known().filter(municipality=association.municipality_id)
    return Known(
        volunteers={volunteer.mobile: volunteer for volunteer in volunteers.select_related("home_district")},
        members=frozenset(Membership.objects.filter(association=association).values_list("volunteer", flat=True)),
        districts=districts,
    )


@transaction.atomic
def accept_import(people_import: PeopleImport, *, now: datetime) -> PeopleImport:
    """Write what the preview shows; then the list's rows are disposed of. Raises ImportClosed when done before.

    The municipality is locked, so that two lists with the same person in them make one person.
    """
    found = PeopleImport.objects.select_for_update().filter(pk=people_import.pk, accepted_at=None).first()
    if found is None:
        raise ImportClosed(_("Listan är redan inläst, eller borttagen."))
    association = Association.objects.select_related("municipality").get(pk=found.association_id)
    Municipality.objects.select_for_update().get(pk=association.municipality_id)
    lines = compare(found.rows, known_to(association))
    write_lines(lines, association=association, now=now)
    count = {outcome: sum(1 for line in lines if line.outcome == outcome) for outcome in Outcome}
    found.created_count = count[Outcome.CREATED] + count[Outcome.JOINED]
    found.changed_count = count[Outcome.CHANGED]
    found.unchanged_count = count[Outcome.UNCHANGED]
    found.refused_count = count[Outcome.REFUSED]
    found.accepted_at = now
    found.rows = []
    found.save()
    return found


def write_lines(lines: Sequence[Line], *, association: Association, now: datetime) -> None:
    new = [
        Volunteer(municipality=association.municipality, mobile=line.mobile, created_at=now, **line.values)
        for line in lines
        if line.outcome == Outcome.CREATED
    ]
    Volunteer.objects.bulk_create(new, batch_size=BATCH)
    known = [line for line in lines if line.volunteer is not None]
    change_known(line for line in known if line.outcome in {Outcome.CHANGED, Outcome.JOINED})
    joining = [line.volunteer for line in known if line.outcome == Outcome.JOINED]
    today = now.astimezone(association.municipality.zone).date()
    Membership.objects.bulk_create(
        [
            Membership(volunteer=person, association=association, joined_on=today)
            for person in [*new, *joining]
            if person
        ],
        batch_size=BATCH,
    )


def change_known(lines: Iterable[Line]) -> None:
    """Rows are written whole (INSERT … ON CONFLICT), which is many times faster than an UPDATE with a CASE per row."""
    changed = []
    for line in lines:
        if line.volunteer is not None and line.values:
            for name, value in line.values.items():
                setattr(line.volunteer, name, value)
            changed.append(line.volunteer)
    Volunteer.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=list(FIELDS)
    )


@transaction.atomic
def discard_import(people_import: PeopleImport) -> None:
    PeopleImport.objects.filter(pk=people_import.pk, accepted_at=None).delete()


def dispose_of_imports_with(number: str, municipality: Municipality) -> None:
    """Lists not accepted that name a number go whole: accepting one would bring the person back."""
    waiting = PeopleImport.objects.filter(association__municipality=municipality, accepted_at=None)
    holding = [pk for pk, rows in waiting.values_list("pk", "rows") if any(row["mobile"] == number for row in rows)]
    PeopleImport.objects.filter(pk__in=holding).delete()


def dispose_old_imports(now: datetime) -> int:
    """The clock's job: lists that nobody accepted within a day are deleted. How many they were."""
    deleted, _by_model = PeopleImport.objects.filter(accepted_at=None, created_at__lt=now - KEPT_FOR).delete()
    return deleted
