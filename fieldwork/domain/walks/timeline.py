"""The history of a night in words: who, what, by whom and by which door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fieldwork.enums import FieldEventKind
from fieldwork.models import FieldEvent
from scheduling.domain.number_words import capital
from scheduling.enums import Door

Kind = FieldEventKind
SIGNS = {  # the design's state and sign of a line
    Kind.STARTED: ("checked-in", "lantern-lit"),
    Kind.OUT: ("checked-in", "lantern-lit"),
    Kind.OUT_AGAIN: ("checked-in", "lantern-lit"),
    Kind.HOME: ("confirmed", "home"),
    Kind.ALL_HOME: ("confirmed", "home"),
    Kind.PRESUMED_HOME: ("waiting", "ask"),
    Kind.NO_SHOW: ("no-show", "noshow"),
    Kind.OVERDUE: ("overdue", "alarm"),
    Kind.PANIC: ("overdue", "alarm"),
    Kind.EXTENDED: ("waiting", "clock"),
    Kind.KIT_OUT: ("checked-in", "vest"),
    Kind.KIT_IN: ("confirmed", "vest"),
}

# What is written with the name of whoever did it; see domain/alarms/disposal.
DONE_BY_NAME = frozenset({Kind.ACKNOWLEDGED, Kind.HANDED_BACK})


@dataclass(frozen=True)
class Line:
    at: datetime
    look: str
    icon: str
    who: str
    what: str
    how: str


def lines_of(events: Iterable[FieldEvent]) -> list[Line]:
    return [_line(event) for event in events]


def _line(event: FieldEvent) -> Line:
    look, icon = SIGNS.get(FieldEventKind(event.kind), ("confirmed", "check"))
    who, what = _said(event)
    if event.is_drill:
        what = _("%(what)s (övning)") % {"what": what}
    return Line(event.at, look, icon, who, what, _how(event))


def _said(event: FieldEvent) -> tuple[str, str]:
    kind, detail = str(FieldEventKind(event.kind).label), event.detail
    if event.kind == Kind.STEP:
        return _("Larmtrappan:"), detail[:1].lower() + detail[1:]
    if event.kind == Kind.RESOLVED:
        return _("Larmet är löst:"), detail[:1].lower() + detail[1:] if detail else _("namn borttaget")
    if event.kind == Kind.ALL_HOME:
        return _("Alla"), _("är hemma")
    if event.kind in DONE_BY_NAME:
        return detail or capital(_("namn borttaget")), kind
    if event.volunteer is None and event.kind == Kind.PANIC:  # a call for help is always somebody's
        return capital(_("namn borttaget")), kind
    return event.volunteer.name if event.volunteer else _("Gruppen"), f"{kind}, {detail}" if detail else kind


def _how(event: FieldEvent) -> str:
    """By whom, where it was not the person themselves, and by which door."""
    door = str(Door(event.door).label)
    is_own = event.by_id is not None and event.by_id == event.volunteer_id
    name = event.actor.name if event.actor else event.by.name if event.by and not is_own else ""
    return _("av %(name)s %(door)s") % {"name": name, "door": door} if name else door
