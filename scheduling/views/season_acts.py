"""What is done with a season on its page: nights chosen, carried out, published, undone, followed again."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from messaging.gateways import clock
from scheduling.domain.seasons.carrying import carry_out_season, follow_again, undo_season
from scheduling.domain.seasons.choosing import choose_nights
from scheduling.domain.seasons.comparing import Step
from scheduling.domain.seasons.saving import throw_away
from scheduling.domain.shifts import publish_shifts
from scheduling.enums import ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.models import Season
from scheduling.queries import access_shift
from scheduling.queries.seasons import access_season
from scheduling.views.doors import by_hand, see_other, signed_in
from volunteers.queries import standing_of


@require_POST
@signed_in
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep which nights are ticked; the page then shows what comes of it."""
    season = access_season(standing_of(request.user), pk)
    if (problem := keep_choices(request, season)) is not None:
        return problem
    return see_other(reverse("scheduling:season", args=[pk]))


def keep_choices(request: HttpRequest, season: Season) -> HttpResponse | None:
    """Back to the page with the reason, where what is ticked cannot be a season."""
    shown, ticked = dates_of(request.POST.getlist("visad")), dates_of(request.POST.getlist("kvall"))
    try:
        choose_nights(season, {night: night in ticked for night in shown}, now=clock.now())
    except SchedulingError as error:
        messages.error(request, str(error))
        return see_other(reverse("scheduling:season", args=[season.pk]))
    return None


def dates_of(words: list[str]) -> set[date]:
    """The dates among what a form sent."""
    found = set()
    for word in words:
        try:
            found.add(date.fromisoformat(word))
        except ValueError:
            continue
    return found


@require_POST
@signed_in
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the nights as the season has them now, with what is ticked. What people know of waits to be published."""
    season = access_season(standing_of(request.user), pk)
    if (problem := keep_choices(request, season)) is not None:
        return problem
    try:
        counts = carry_out_season(season, origin=by_hand(request), now=clock.now())
    except SchedulingError as error:
        messages.error(request, str(error))
        return see_other(reverse("scheduling:season", args=[pk]))
    messages.success(request, done_words(counts))
    if season.shifts.filter(change__isnull=False).exists():
        return see_other(reverse("scheduling:changes", args=[season.association_id]))
    return see_other(reverse("scheduling:season", args=[pk]))


def done_words(counts: Mapping[Step, int]) -> str:
    new = counts[Step.NEW]
    if new:
        words = ngettext("%(count)s utkast är skapat.", "%(count)s utkast är skapade.", new)
        return f"{words % {'count': new}} {_('Inga sms har gått ut.')}"
    return _("Säsongen är genomförd. Inga sms har gått ut.")


@require_POST
@signed_in
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish all drafts of the season. Nobody is texted by that."""
    season = access_season(standing_of(request.user), pk)
    drafts = season.shifts.filter(state=ShiftState.DRAFT, ends_at__gt=clock.now())
    count = publish_shifts(drafts, origin=by_hand(request), now=clock.now())
    words = ngettext(
        "%(count)s pass är publicerat. Inga sms har gått ut.",
        "%(count)s pass är publicerade. Inga sms har gått ut.",
        count,
    )
    messages.success(request, words % {"count": count} if count else _("Inga utkast fanns kvar att publicera."))
    return see_other(reverse("scheduling:season", args=[pk]))


@require_POST
@signed_in
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The season as it was before it was edited; or, where it has no nights yet, away with it."""
    season = access_season(standing_of(request.user), pk)
    if not season.shifts.exists():
        throw_away(season)
        messages.success(request, _("Säsongen är borttagen. Inget pass fanns."))
        return see_other(reverse("scheduling:seasons"))
    undo_season(season, origin=by_hand(request), now=clock.now())
    messages.success(request, _("Säsongen är som förut."))
    return see_other(reverse("scheduling:season", args=[pk]))


@require_POST
@signed_in
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift that was changed by hand follows its season again."""
    shift = access_shift(standing_of(request.user), pk)
    try:
        step = follow_again(shift, origin=by_hand(request), now=clock.now())
    except SchedulingError as error:
        messages.error(request, str(error))
        return see_other(reverse("scheduling:shift", args=[pk]))
    if shift.state == ShiftState.PUBLISHED and step in {Step.CHANGED, Step.GONE}:
        messages.success(request, _("Kvällen följer säsongen igen när du publicerar."))
        return see_other(reverse("scheduling:changes", args=[shift.association_id]))
    messages.success(request, _("Kvällen följer säsongen igen."))
    return see_other(reverse("scheduling:season", args=[shift.season_id]))
