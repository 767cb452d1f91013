"""A group reads what is told of its night: from some hours before the start until it is over, and nowhere but there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.history import record
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import NotTonight
from fieldwork.models import Briefing, BriefingRead, Walk
from fieldwork.queries.briefings import briefings_for
from scheduling.domain.origins import Origin
from scheduling.enums import ShiftState
from scheduling.models import Shift
from volunteers.models import Volunteer

TOLD_OF = {ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE}


@dataclass(frozen=True)
class BriefingSection:
    """What a group's page shows: `briefings`, and whether all of them are said to be read."""

    briefings: Sequence[Briefing]

    @property
    def is_read(self) -> bool:
        return all(briefing.is_read for briefing in self.briefings)  # type: ignore[attr-defined]  # by the query


def section_of(shift: Shift, *, now: datetime) -> BriefingSection | None:
    """None when nothing is told of the night, or not at this hour. Two queries; three once it should be over."""
    if shift.state not in TOLD_OF:
        return None
    is_out = shift.ends_at <= now and Walk.objects.filter(shift=shift, state=WalkState.OUT).exists()
    shown = [one for one in briefings_for(shift) if is_shown(one.hours_before, shift, now=now, is_out=is_out)]
    return BriefingSection(shown) if shown else None


def is_shown(hours_before: int, shift: Shift, *, now: datetime, is_out: bool) -> bool:
    """From so many hours before the start; to the end, and for those who are out still, until they are home."""
    return shift.starts_at - timedelta(hours=hours_before) <= now and (now < shift.ends_at or is_out)


def is_waiting_to_be_read(shift: Shift, *, now: datetime) -> bool:
    """Whether something is told of the night that nobody has said all have read. It stops nobody from going out."""
    section = section_of(shift, now=now)
    return section is not None and not section.is_read


@transaction.atomic
def note_read(shift: Shift, *, origin: Origin, by: Volunteer | None, now: datetime) -> None:
    """All of the group have read what is told now. Said twice, it is written once.

    Raises NotTonight when nothing is told, as when the night was over before the button was pressed.
    """
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    section = section_of(held, now=now)
    if section is None:
        raise NotTonight(_("Det finns ingen genomgång att läsa just nu."))
    if section.is_read:
        return
    BriefingRead.objects.bulk_create(
        [
            BriefingRead(briefing=one, shift=held, revision=one.revision, at=now, by=by, by_user=origin.actor)
            for one in section.briefings
        ],
        ignore_conflicts=True,
    )
    record(held, FieldEventKind.BRIEFED, origin=origin, now=now, by=by)
