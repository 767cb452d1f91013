"""Counting kit out and in, and telling that all have read: on the page of the crew, and on that of its leaders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.domain.briefings.reading import note_read
from fieldwork.domain.kit.counting import count_in, count_out
from fieldwork.domain.kit.section import KitSection, section_of
from fieldwork.domain.kit.words import missing_words
from fieldwork.exceptions import FieldworkError, PersonSeen
from fieldwork.forms.kit import CountForm, in_form, out_form
from fieldwork.queries.nights import access_own_place, read_night
from fieldwork.views import night, out
from fieldwork.views.sections import BRIEFING, KIT
from messaging.gateways import clock
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.doors import by_hand, see_other, signed_in
from scheduling.views.own_gate import Mine, of_the_person
from volunteers.models import Volunteer
from volunteers.queries import standing_of


@dataclass(frozen=True)
class Speaker:
    """Whoever speaks for a group, at which page: `page` draws it with a form that was refused."""

    shift: Shift
    origin: Origin
    by: Volunteer | None
    now: datetime
    address: str
    page: Callable[..., HttpResponse]

    def section(self) -> KitSection:
        """Raises Http404 for a group of an association without kit."""
        section = section_of(self.shift, now=self.now)
        if section is None:
            raise Http404
        return section


def of_the_crew(request: HttpRequest, mine: Mine, pk: int) -> Speaker:
    """Raises Http404 for a night that is not the person's, or where another speaks for the group."""
    place = access_own_place(mine.volunteer, pk, now=mine.now)
    known = read_night(place.shift)
    if not known.speaks_for_all(place):
        raise Http404
    address = reverse("fieldwork:out", args=[mine.token, pk])
    page = partial(out.draw, request, mine, place, known)
    return Speaker(place.shift, Origin(Door.PERSONAL), mine.volunteer, mine.now, address, page)


def of_the_leaders(request: HttpRequest, pk: int) -> Speaker:
    """Raises Http404 for a shift out of reach."""
    shift = access_shift(standing_of(request.user), pk)
    address = reverse("fieldwork:night", args=[pk])
    return Speaker(shift, by_hand(request), None, clock.now(), address, partial(night.draw, request, shift))


@require_POST
@of_the_person
def own_kit_out(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    return take_out(request, of_the_crew(request, mine, pk))


@require_POST
@of_the_person
def own_kit_in(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    return bring_in(request, of_the_crew(request, mine, pk))


@require_POST
@of_the_person
def own_briefing_read(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    return tell_read(request, of_the_crew(request, mine, pk))


@require_POST
@signed_in
def night_kit_out(request: HttpRequest, pk: int) -> HttpResponse:
    return take_out(request, of_the_leaders(request, pk))


@require_POST
@signed_in
def night_kit_in(request: HttpRequest, pk: int) -> HttpResponse:
    return bring_in(request, of_the_leaders(request, pk))


@require_POST
@signed_in
def night_briefing_read(request: HttpRequest, pk: int) -> HttpResponse:
    return tell_read(request, of_the_leaders(request, pk))


def take_out(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    form = out_form(speaker.section(), request.POST)

    def act() -> str:
        count_out(speaker.shift, form.numbers, origin=speaker.origin, by=speaker.by, now=speaker.now)
        return _("Utrustningen är uträknad. Den räknas in när gruppen är hemma.")

    if attempt(request, form, act):
        return see_other(f"{speaker.address}#{KIT}")
    return speaker.page(out_form=form)


def bring_in(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    form = in_form(speaker.section(), request.POST)

    def act() -> str:
        note = form.cleaned_data["note"]
        gaps = count_in(speaker.shift, form.numbers, note=note, origin=speaker.origin, by=speaker.by, now=speaker.now)
        if not gaps:
            return _("Tack. Allt är inräknat.")
        return _("Tack. %(missing)s Nästa grupp får veta det.") % {"missing": missing_words(gaps)}

    if attempt(request, form, act):
        return see_other(f"{speaker.address}#{KIT}")
    return speaker.page(in_form=form)


def attempt(request: HttpRequest, form: CountForm, act: Callable[[], str]) -> bool:
    """Whether it was done; else the form says what stands in the way."""
    if not form.is_valid():
        return False
    try:
        messages.success(request, act())
    except PersonSeen as error:
        form.add_error(error.field, str(error))
        return False
    except FieldworkError as error:
        form.add_error(None, str(error))
        return False
    return True


def tell_read(request: HttpRequest, speaker: Speaker) -> HttpResponse:
    try:
        note_read(speaker.shift, origin=speaker.origin, by=speaker.by, now=speaker.now)
    except FieldworkError as error:
        return speaker.page(problem=str(error))
    messages.success(request, _("Noterat: alla har läst genomgången."))
    return see_other(f"{speaker.address}#{BRIEFING}")
