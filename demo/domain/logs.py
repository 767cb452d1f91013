"""What the last groups wanted the next ones to know: added the morning after, so that the logs have a history too."""

from dataclasses import replace
from datetime import datetime, timedelta

from fieldwork.domain.logs.filing import correct_log
from fieldwork.domain.logs.words import said_of
from fieldwork.models import WalkLog
from scheduling.domain.origins import Origin
from scheduling.domain.telling import leader_of
from scheduling.enums import Door
from volunteers.models import Municipality

ON_OWN_PAGE = Origin(Door.PERSONAL)
MORNING_AFTER = timedelta(hours=10)
NOTES = (
    "Mycket folk vid bollplanen efter elva. Gå gärna dit två gånger.",
    "Glas vid lekplatsen, vi plockade det mesta.",
    "Bussen 00.12 var full. Stå kvar vid stationen tills den har gått.",
)


def load_notes(town: Municipality, *, now: datetime) -> None:
    """After the nights that have been are told of."""
    told = WalkLog.objects.filter(shift__association__municipality=town).order_by("-shift__starts_at", "-pk")
    for note, log in zip(NOTES, told.select_related("shift"), strict=False):
        correct_log(
            log,
            replace(said_of(log), note=note),
            reason="Glömde skriva till nästa grupp",
            origin=ON_OWN_PAGE,
            by=leader_of(log.shift),
            now=min(log.shift.ends_at + MORNING_AFTER, now),
            may_name=True,
        )
