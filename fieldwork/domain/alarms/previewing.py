"""What would happen tonight if a group did not come home: the real ladder, with its times and names, run on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from fieldwork.domain.alarms.crowds import Crowd, crowd_ahead
from fieldwork.domain.alarms.ladder import Person, overdue_at
from fieldwork.domain.alarms.policies import rules_of
from fieldwork.domain.alarms.showing import Rungline, lines_ahead
from fieldwork.enums import AlarmKind, Rung
from fieldwork.models import Alarm, AlarmPolicy
from scheduling.enums import ON_CREW, ShiftState
from scheduling.models import Shift
from volunteers.models import Municipality

WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Preview:
    """The night it is about, whose people it names, and its steps from the moment the group is due home."""

    shift: Shift
    lines: Sequence[Rungline]
    missing: Sequence[str]


def preview(town: Municipality, policy: AlarmPolicy, *, now: datetime) -> Preview | None:
    """Of the next night in the municipality, or the one that is on; none when there is none within a week.

    Names the people on the rota, since nobody is registered as out yet. `missing` are the rungs that nobody stands on.
    """
    nights = Shift.objects.filter(
        association__municipality=town,
        state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY],
        ends_at__gt=now,
        starts_at__lt=now + WITHIN,
    )
    shift = nights.select_related("association__municipality", "route__district").order_by("starts_at", "pk").first()
    if shift is None:
        return None
    crowd = _with_crew(crowd_ahead(shift, now=shift.ends_at), shift)
    rules = rules_of(policy)
    standing = replace(crowd.standing(Alarm(shift=shift, kind=AlarmKind.OVERDUE)), told={})
    due = Rungline(shift.ends_at, _("Planerad hemkomst"), _("Ledaren får en vänlig fråga."), "home", is_next=True)
    steps = lines_ahead(
        rules, standing, crowd.people, first_at=overdue_at(shift.ends_at, rules), count=len(rules.rungs) + 1
    )
    used = {rung for several in rules.rungs for rung in several}
    missing = [str(rung.label) for rung in Rung if rung in used and not crowd.people[rung]]
    return Preview(shift, [due, *steps], missing)


def _with_crew(crowd: Crowd, shift: Shift) -> Crowd:
    """As if the crew of the rota were out."""
    if crowd.people[Rung.GROUP]:
        return crowd
    crew = list(shift.attendances.filter(state__in=ON_CREW).select_related("volunteer").order_by("-is_leader", "pk"))
    known = [one for one in crew if not one.volunteer.is_forgotten]
    leaders = [one for one in known if one.is_leader] or known
    people = dict(crowd.people)
    for rung, several in ((Rung.LEADER, leaders), (Rung.GROUP, known)):
        people[rung] = [Person(rung, one.volunteer.name, one.volunteer.mobile) for one in several]
    return replace(crowd, people=people)
