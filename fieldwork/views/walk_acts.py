"""The acts of a night, on the page of its people and on that of its leaders. Each answers with what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.alarms.policies import policy_for
from fieldwork.domain.briefings.reading import is_waiting_to_be_read
from fieldwork.domain.walks.coming_home import come_home, not_home_yet
from fieldwork.domain.walks.extending import extend, take_more_time
from fieldwork.domain.walks.joining import bring_along, join_group
from fieldwork.domain.walks.no_shows import mark_no_show, mark_walked
from fieldwork.domain.walks.starting import CheckedOut, arrive, check_out
from fieldwork.exceptions import FieldworkError, NotOut
from fieldwork.forms.walks import BringForm, JoinForm, PeopleForm
from fieldwork.models import CheckIn, Walk
from fieldwork.queries.nights import Night, groups_to_join
from scheduling.domain.number_words import capital, in_words, listed
from scheduling.domain.origins import Origin
from scheduling.models import Attendance
from volunteers.domain import calendar_words
from volunteers.models import Volunteer


@dataclass(frozen=True)
class Asking:
    """Who asks for something, and by which door. `me` is their place, none for somebody who signed in, who is answered
    with what the group does; `leads`: whether their word is for the whole group.
    """

    night: Night
    given: QueryDict
    origin: Origin
    now: datetime
    me: Attendance | None = None
    leads: bool = True

    @property
    def is_own(self) -> bool:
        return self.me is not None

    @property
    def by(self) -> Volunteer | None:
        return self.me.volunteer if self.me is not None else None

    @property
    def how(self) -> dict[str, Any]:
        """What every verb is told."""
        return {"origin": self.origin, "by": self.by, "now": self.now}

    def chosen(self) -> list[Attendance]:
        """Those who are meant, of whom the person may speak for. Raises FieldworkError for none of them."""
        of = {one.pk for one in self.night.crew} if self.leads else {self.me.pk} if self.me is not None else set()
        form = PeopleForm(self.given, of=of)
        if not form.is_valid():
            raise FieldworkError(_("Välj vilka det gäller."))
        return [one for one in self.night.crew if one.pk in form.cleaned_data["vem"]]

    def registered(self) -> list[CheckIn]:
        return [row for one in self.chosen() if (row := self.night.check_in_of(one)) is not None]

    def walk(self) -> Walk:
        if self.night.walk is None:
            raise NotOut(_("Gruppen är inte utcheckad."))
        return self.night.walk


Act = Callable[[Asking], str]
NEARLY_HOME = timedelta(minutes=30)  # before they are due: then people go home one by one


def go_out(asking: Asking) -> str:
    """A leader for those ticked; anybody else for themselves."""
    if asking.leads:
        done = check_out(asking.night.shift, asking.chosen(), **asking.how)
    else:
        [place] = asking.chosen()
        done = arrive(place, origin=asking.origin, now=asking.now)
    said = out_words(done)
    # Kindly, and after the deed: a group that is ready to go is not kept waiting.
    is_to_read = not done.is_waiting and is_waiting_to_be_read(asking.night.shift, now=asking.now)
    asked = _("Har alla läst genomgången?")
    return f"{said} {asked}" if is_to_read else said


def out_words(done: CheckedOut) -> str:
    if done.is_waiting:
        needed = in_words(done.night.shift.crew_safe)
        return _("Noterat. Ni är ute när %(count)s är på plats.") % {"count": needed}
    count = len(done.new)
    said = ngettext("%(count)s är utcheckad.", "%(count)s är utcheckade.", count) % {"count": in_words(count)}
    if not done.new:
        said = _("De var redan utcheckade.")
    if done.presumed:
        names = listed(_first_names(done.presumed))
        said += " " + _("%(names)s stod kvar som ute från en kväll före och antas ha kommit hem då.") % {"names": names}
    return capital(said)


def _first_names(people: Sequence[CheckIn]) -> list[str]:
    return [one.volunteer.first_name for one in people]


def go_home(asking: Asking) -> str:
    done = come_home(asking.walk(), asking.registered(), **asking.how)
    if done.confirmed:
        return _("%(names)s kom hem. Nu är det sagt.") % {"names": listed(_first_names(done.confirmed))}
    if done.night.is_home:
        return _("Alla är hemma. Tack för i kväll!") if asking.is_own else _("Alla är hemma.")
    names = listed(_first_names(done.new))
    if not names:
        return _("Ingen av dem är ute.")
    said = _("%(names)s är hemma.") % {"names": names}
    is_early = asking.walk().due_home_at - asking.now > NEARLY_HOME
    return _with_how_few(said, done.night, asking) if is_early else said


def take_back(asking: Asking) -> str:
    for row in asking.registered():
        not_home_yet(row, **asking.how)
    return _("Ändrat: är ute än.")


def more_time(asking: Asking) -> str:
    """The group gives itself some more, a few times; whoever leads it from home gives it what it needs."""
    walk = asking.walk()
    if asking.by is not None:
        walk = take_more_time(walk, origin=asking.origin, by=asking.by, now=asking.now)
    else:
        walk = extend(walk, minutes=policy_for(asking.night.shift).extend_minutes, **asking.how)
    zone = asking.night.shift.association.municipality.zone
    words = _("Ni har tid till %(time)s.") if asking.is_own else _("Gruppen har tid till %(time)s.")
    return words % {"time": calendar_words.clock(walk.due_home_at, zone=zone)}


def not_come(asking: Asking) -> str:
    [place] = asking.chosen()
    night = mark_no_show(place, **asking.how)
    return _with_how_few(_("%(name)s kom inte.") % {"name": place.volunteer.first_name}, night, asking)


def _with_how_few(said: str, night: Night, asking: Asking) -> str:
    """And that those who are left are too few to go on, where they are."""
    if not night.is_out or len(night.out) >= night.shift.crew_safe:
        return said
    to_us = _("Nu är ni färre än det behövs. Ring jouren innan ni går vidare.")
    of_them = _("Nu är de färre än det behövs. Ring dem innan de går vidare.")
    return f"{said} {to_us if asking.is_own else of_them}"


def did_come(asking: Asking) -> str:
    [place] = asking.chosen()
    if asking.night.is_out:
        return out_words(check_out(asking.night.shift, [place], **asking.how))
    mark_walked(place, **asking.how)
    return _("%(name)s var med.") % {"name": place.volunteer.first_name}


def bring(asking: Asking) -> str:
    form = BringForm(asking.given, night=asking.night)
    if not form.is_valid():
        raise FieldworkError(_("Välj vem som är med."))
    person = form.cleaned_data["person"]
    bring_along(asking.night.shift, person, **asking.how)
    return _("%(name)s står på listan.") % {"name": person.first_name}


def join(asking: Asking) -> str:
    """A leader takes all of the group along; anybody else goes alone."""
    groups = groups_to_join(asking.night.shift, now=asking.now)
    form = JoinForm(asking.given, groups=groups)
    if not form.is_valid():
        raise FieldworkError(_("Den gruppen har ingen plats längre. Välj en annan."))
    to = next(shift for shift in groups if shift.pk == form.cleaned_data["grupp"])
    moving = asking.night.awaited if asking.leads else [one for one in asking.night.awaited if one == asking.me]
    join_group(moving, to, **asking.how)
    if asking.is_own:
        return _("Ni går med gruppen i %(place)s. Deras ledare vet om det.") % {"place": to.place}
    return _("De går med gruppen i %(place)s. Ledarna vet om det.") % {"place": to.place}


BY_ANYBODY: dict[str, Act] = {
    "ute": go_out,
    "hemma": go_home,
    "inte-hemma": take_back,
    "mer-tid": more_time,
    "ga-med": join,
}
BY_LEADERS: dict[str, Act] = BY_ANYBODY | {"kom-inte": not_come, "var-med": did_come, "ta-med": bring}
