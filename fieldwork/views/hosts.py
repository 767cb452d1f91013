"""When safety hosts are at work: pages for coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.hosts import HostLine, enter_hosts, host_lines, nights_between, remove_hosts, revise_hosts
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.hosts import HostForm, NewHostForm, host_initial
from fieldwork.models import HostDuty
from fieldwork.queries.hosts import access_host_duty, hosts_ahead, later_in_series
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import access_municipality, district_tree, standing_of

WITH_LATER = "framat"
SHOWN_AHEAD = timedelta(weeks=2)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hosts(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is at work, night by night; a POST enters one team more."""
    town = access_municipality(standing_of(request.user), pk)
    now = clock.now()
    form = NewHostForm(
        request.POST if request.method == "POST" else None,
        districts=district_tree(town),
        initial={"first_on": timezone.localdate(now, town.zone)},
    )
    if form.is_valid() and (count := enter(form, town)):
        said = ngettext("%(name)s är inlagd %(count)s kväll.", "%(name)s är inlagd %(count)s kvällar.", count)
        messages.success(request, said % {"name": form.terms.name, "count": count})
        return see_other(reverse("fieldwork:hosts", args=[pk]))
    duties = list(hosts_ahead(town, now=now))
    shown = duties if "alla" in request.GET else [one for one in duties if one.starts_at < now + SHOWN_AHEAD]
    context = {
        "town": town,
        "form": form,
        "nights": by_night(town, shown),
        "hidden": len(duties) - len(shown),
        "at_work": host_lines(one for one in duties if one.starts_at <= now),
        "zone": town.zone,
    }
    return render(request, "fieldwork/hosts.html", context, status=UNPROCESSABLE if form.errors else 200)


def enter(form: NewHostForm, town: Municipality) -> int:
    """How many nights are new; none when the form says why."""
    data = form.cleaned_data
    try:
        nights = nights_between(data["first_on"], data["last_on"], data["weekdays"])
        return enter_hosts(town, form.terms, nights=nights)
    except FieldworkError as error:
        form.add_error(None, str(error))
        return 0


@dataclass(frozen=True)
class HostNight:
    """The teams that begin on one day."""

    day: date
    teams: Sequence[tuple[HostDuty, HostLine]]


def by_night(town: Municipality, duties: Sequence[HostDuty]) -> list[HostNight]:
    lines = zip(duties, host_lines(duties), strict=True)
    return [
        HostNight(day, list(teams))
        for day, teams in groupby(lines, key=lambda team: timezone.localdate(team[0].starts_at, town.zone))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def host_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One team on one night; the button says whether later nights change with it."""
    duty = access_host_duty(standing_of(request.user), pk)
    form = HostForm(
        request.POST if request.method == "POST" else None,
        districts=district_tree(duty.municipality),
        initial=host_initial(duty),
    )
    if form.is_valid() and (count := revise(form, duty, with_later=asks_for_later(request))):
        said = ngettext("Ändringen är sparad för %(count)s kväll.", "Ändringen är sparad för %(count)s kvällar.", count)
        messages.success(request, said % {"count": count})
        return see_other(reverse("fieldwork:hosts", args=[duty.municipality_id]))
    context = {
        "duty": duty,
        "town": duty.municipality,
        "zone": duty.municipality.zone,
        "form": form,
        "later": later_in_series(duty).count(),
    }
    return render(request, "fieldwork/host_duty.html", context, status=UNPROCESSABLE if form.errors else 200)


def revise(form: HostForm, duty: HostDuty, *, with_later: bool) -> int:
    """How many nights were changed; none when the form says why."""
    try:
        return revise_hosts(duty, form.terms, with_later=with_later)
    except FieldworkError as error:
        form.add_error(None, str(error))
        return 0


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    duty = access_host_duty(standing_of(request.user), pk)
    count = remove_hosts(duty, with_later=asks_for_later(request))
    said = ngettext("%(name)s är borttagen %(count)s kväll.", "%(name)s är borttagen %(count)s kvällar.", count)
    messages.success(request, said % {"name": duty.name, "count": count})
    return see_other(reverse("fieldwork:hosts", args=[duty.municipality_id]))


def asks_for_later(request: HttpRequest) -> bool:
    return WITH_LATER in request.POST
