"""Lists of planned nights: recorded when uploaded, read into a preview, and what is chosen of it becomes drafts."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lockable_shifts
from scheduling.domain.changes.carrying_out import become, carry_out
from scheduling.domain.night_lists.cells import show_cell
from scheduling.domain.night_lists.comparing import Known, Line, Outcome, compare
from scheduling.domain.night_lists.headings import count_known, find_columns
from scheduling.domain.night_lists.places import Places
from scheduling.domain.night_lists.rows import Reading, keep_rows, read_rows
from scheduling.domain.origins import Origin
from scheduling.domain.shifts import plan_drafts
from scheduling.domain.walks import walks_between
from scheduling.enums import ShiftState
from scheduling.exceptions import ChangedMeanwhile, SchedulingError
from scheduling.models import NightsImport, Shift, ShiftChange
from volunteers.domain.calendar_words import night_of
from volunteers.domain.lists.tables import read_table
from volunteers.exceptions import UnreadableFile
from volunteers.models import Association, User

KEPT_FOR = timedelta(days=1)
MOST_ROWS = 800
SHOWN_HEADING = 40
SHOWN_HEADINGS = 30


def read_nights(
    content: bytes, *, filename: str, association: Association, uploaded_by: User, now: datetime
) -> NightsImport:
    """Keep what the list says, for a preview. No night is written. Raises UnreadableFile.

    That a list came is recorded before anything reads it, and so is why one could not be read.
    """
    kept = NightsImport.objects.create(
        association=association, uploaded_by=uploaded_by, filename=filename[-120:], created_at=now
    )
    try:
        _keep(kept, content, filename)
    except UnreadableFile as error:
        kept.problem = str(error)[:300]
        kept.save(update_fields=["problem"])
        raise
    return kept


def _keep(kept: NightsImport, content: bytes, filename: str) -> None:
    rows = read_table(content, filename, score=count_known, show=show_cell)
    columns = find_columns(rows)
    entries = list(keep_rows(rows, columns))
    if not entries:
        raise UnreadableFile(_("Listan har rubriker men inga rader under dem."))
    if len(entries) > MOST_ROWS:
        raise UnreadableFile(_("Listan har fler än %(most)s kvällar. Dela den i flera filer.") % {"most": MOST_ROWS})
    kept.rows = list(entries)
    kept.ignored_headings = [heading[:SHOWN_HEADING] for heading in columns.ignored][:SHOWN_HEADINGS]
    kept.save(update_fields=["rows", "ignored_headings"])


def preview_nights(nights_import: NightsImport, *, now: datetime) -> list[Line]:
    """What each row would do now. Three queries, however long the list."""
    association = nights_import.association
    today = now.astimezone(association.municipality.zone).date()
    readings = read_rows(nights_import.rows, today=today)
    return compare(readings, known_to(association, readings, now=now))


def known_to(association: Association, readings: Sequence[Reading], *, now: datetime) -> Known:
    routes = association.municipality.routes.select_related("district").defer("line", "instructions")
    nights = [reading.night for reading in readings if reading.night is not None]
    first, last = (min(nights), max(nights)) if nights else (date.max, date.min)
    within = Q(night__range=(first, last)) if nights else Q(pk__in=())
    shifts = Shift.objects.filter(within, association=association).order_by("starts_at", "pk")
    others = walks_between(association, first, last) if nights else []
    return Known(association, Places(list(routes)), list(shifts), others, now)


@transaction.atomic
def accept_nights(
    nights_import: NightsImport, chosen: Collection[int], *, origin: Origin, now: datetime
) -> NightsImport:
    """Make the chosen rows drafts, and change the drafts that they change; then the list's rows are disposed of.

    Nobody is texted. The association is locked, so that two lists with the same night in them make one. Raises
    SchedulingError when no row is chosen, ChangedMeanwhile when one of them would not do what was shown, or the list
    has been read in before.
    """
    found = NightsImport.objects.select_for_update().filter(pk=nights_import.pk, accepted_at=None).first()
    if found is None or not found.rows:
        raise ChangedMeanwhile(_("Listan är redan inläst, eller borttagen."))
    if not chosen:
        raise SchedulingError(_("Kryssa för minst en kväll."))
    association = Association.objects.select_for_update(of=("self",)).select_related("municipality")
    found.association = association.get(pk=found.association_id)
    lines = preview_nights(found, now=now)
    taken = [line for line in lines if line.number in chosen and line.may_choose]
    if len(taken) != len(set(chosen)):
        raise ChangedMeanwhile(_("Något har ändrats sedan du öppnade sidan. Titta igenom listan igen."))
    _write(found.association, taken, origin=origin, now=now)
    count = {outcome: sum(line.outcome == outcome for line in lines) for outcome in Outcome}
    found.created_count = sum(line.outcome == Outcome.CREATED for line in taken)
    found.changed_count = len(taken) - found.created_count
    found.unchanged_count = count[Outcome.UNCHANGED]
    found.refused_count = count[Outcome.REFUSED]
    found.left_count = sum(line.may_choose for line in lines) - len(taken)
    found.first_night = min(line.night for line in taken if line.night is not None)
    found.accepted_at, found.rows = now, []
    found.save()
    return found


def _write(association: Association, lines: Sequence[Line], *, origin: Origin, now: datetime) -> None:
    new = [line.values for line in lines if line.outcome == Outcome.CREATED and line.values is not None]
    zone = association.municipality.zone
    plan_drafts(
        [
            Shift(
                association=association,
                night=night_of(values.starts_at, zone),
                created_at=now,
                updated_at=now,
                **values.fields(),
            )
            for values in new
        ],
        origin=origin,
        now=now,
    )
    wanted = {line.shift.pk: line.values for line in lines if line.outcome == Outcome.CHANGED and line.shift}
    drafts = lockable_shifts().filter(pk__in=wanted, state=ShiftState.DRAFT).order_by("pk") if wanted else []
    steps = [become(draft, wanted[draft.pk], follows_season=False if draft.season_id else None) for draft in drafts]
    if len(steps) != len(wanted):
        raise ChangedMeanwhile(_("Något har ändrats sedan du öppnade sidan. Titta igenom listan igen."))
    carry_out(steps, origin=origin, now=now)
    ShiftChange.objects.filter(shift__in=wanted).delete()


@transaction.atomic
def discard_nights(nights_import: NightsImport) -> None:
    NightsImport.objects.filter(pk=nights_import.pk, accepted_at=None).delete()


def dispose_old_lists(now: datetime) -> int:
    """The clock's job: lists that nobody read in within a day are deleted. How many they were."""
    deleted, _by_model = NightsImport.objects.filter(accepted_at=None, created_at__lt=now - KEPT_FOR).delete()
    return deleted
