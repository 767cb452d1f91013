"""More time out. The moment the group is due home is an instant, whatever the clocks on the walls do meanwhile."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.alarms.closing import alarms_end
from fieldwork.domain.alarms.policies import policy_for
from fieldwork.domain.history import record
from fieldwork.domain.walks.nights import lock_night
from fieldwork.enums import Ending, FieldEventKind
from fieldwork.exceptions import NoMoreTime, NotOut
from fieldwork.models import FieldEvent, Walk
from fieldwork.queries.nights import Night
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from volunteers.domain import calendar_words
from volunteers.models import Volunteer

MINUTE = timedelta(minutes=1)
BY_THEMSELVES = (Door.SMS, Door.PERSONAL)


@transaction.atomic
def take_more_time(walk: Walk, *, origin: Origin, by: Volunteer, now: datetime) -> Walk:
    """The group gives itself what its municipality's ladder lets it, by text or on its own page: so many minutes, so
    many times a night. Whoever has the alarm, or leads from home, can give it more by `extend`.

    Raises NoMoreTime, and NotOut for a group that is home.
    """
    night = lock_night(walk.shift_id)
    if not night.is_out:
        raise NotOut(_("Gruppen är redan hemma."))
    policy = policy_for(night.shift)
    group = [one.volunteer_id for one in night.check_ins]
    given = FieldEvent.objects.filter(
        shift=night.shift, kind=FieldEventKind.EXTENDED, door__in=BY_THEMSELVES, by__in=group
    ).count()
    if given >= policy.most_extensions:
        words = _("Ni har redan fått mer tid %(count)s gånger. Ring jouren om ni behöver mer.")
        raise NoMoreTime(words % {"count": given}, count=given)
    return later_by(night, policy.extend_minutes, origin=origin, by=by, now=now)


@transaction.atomic
def extend(walk: Walk, *, minutes: int, origin: Origin, by: Volunteer | None, now: datetime) -> Walk:
    """The group is due home so many minutes later; counted from now when it should have been home before.

    Raises NotOut for a group that is home.
    """
    night = lock_night(walk.shift_id)
    if not night.is_out:
        raise NotOut(_("Gruppen är redan hemma."))
    return later_by(night, minutes, origin=origin, by=by, now=now)


def later_by(night: Night, minutes: int, *, origin: Origin, by: Volunteer | None, now: datetime) -> Walk:
    """`extend` of a held night that is out."""
    walk = night.walk
    if walk is None:
        raise NotOut(_("Gruppen är inte utcheckad."))
    due = later(walk.due_home_at, minutes=minutes, now=now)
    walk.extended_minutes += (due - walk.due_home_at) // MINUTE
    walk.due_home_at, walk.updated_at = due, now
    walk.save(update_fields=["due_home_at", "extended_minutes", "updated_at"])
    zone = night.shift.association.municipality.zone
    detail = _("till %(time)s") % {"time": calendar_words.clock(due, zone=zone)}
    record(night.shift, FieldEventKind.EXTENDED, origin=origin, now=now, by=by, detail=detail)
    alarms_end(night.shift, Ending.MORE_TIME, origin=origin, by=by, now=now, until=due)
    return walk


def later(due: datetime, *, minutes: int, now: datetime) -> datetime:
    """A whole minute: what is said to people has no seconds."""
    whole = now.replace(second=0, microsecond=0)
    from_now = whole if whole == now else whole + MINUTE
    return max(due, from_now) + timedelta(minutes=minutes)
