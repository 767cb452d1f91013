"""Changes that wait: the page that shows whom they concern and what each is told, and the one button that publishes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.changes.drafts import undo_change
from scheduling.domain.changes.publishing import preview_changes, publish_changes
from scheduling.domain.changes.showing import show
from scheduling.domain.seasons.carrying import undo_all
from scheduling.exceptions import SchedulingError
from scheduling.queries import access_shift
from scheduling.views.doors import by_hand, see_other, signed_in
from volunteers.queries import access_association, standing_of

SHOWN_AT_ONCE = 12  # an edited season changes a hundred nights in the same way
QUIETLY = "utan-nytt"  # of news, such as another leader or note, nobody is texted


@require_safe
@signed_in
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that waits in an association, with what publishing it would mean now."""
    association = access_association(standing_of(request.user), pk)
    now, tells_news = clock.now(), QUIETLY not in request.GET
    preview = preview_changes(association, tells_news=tells_news, now=now)
    with_news = preview if tells_news else preview_changes(association, now=now)
    shown = show(preview, association, language=get_language() or "sv", now=now)
    rest = shown.changes[SHOWN_AT_ONCE:] if len(shown.changes) > SHOWN_AT_ONCE + 1 else []
    context = {
        "association": association,
        "zone": association.municipality.zone,
        "now": now,
        "preview": preview,
        "shown": shown,
        "first": shown.changes[: len(shown.changes) - len(rest)],
        "rest": rest,
        "rest_matters": any(line.clashes or line.hindrance for line in rest),
        "has_news": any(effect.told == "news" for effect in with_news.outcome.effects),
        "tells_news": tells_news,
        "quietly": QUIETLY,
    }
    return render(request, "scheduling/changes.html", context)


@require_POST
@signed_in
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the page showed, or say that it would be something else by now."""
    association = access_association(standing_of(request.user), pk)
    here = reverse("scheduling:changes", args=[pk])
    tells_news = QUIETLY not in request.POST
    stamp = request.POST.get("stampel", "")
    try:
        outcome = publish_changes(
            association, stamp=stamp, tells_news=tells_news, origin=by_hand(request), now=clock.now()
        )
    except SchedulingError as error:
        messages.warning(request, str(error))
        return see_other(here if tells_news else f"{here}?{QUIETLY}")
    told = outcome.told
    words = ngettext("%(count)s person får veta det.", "%(count)s personer får veta det.", told) % {"count": told}
    said, nobody = _("Ändringarna är publicerade."), _("Ingen behövde få sms.")
    messages.success(request, f"{said} {words if told else nobody}")
    return see_other(reverse("scheduling:board"))


@require_POST
@signed_in
def undo_everything(request: HttpRequest, pk: int) -> HttpResponse:
    association = access_association(standing_of(request.user), pk)
    undo_all(association, origin=by_hand(request), now=clock.now())
    messages.success(request, _("Allt är som förut. Ingen har fått veta något."))
    return see_other(reverse("scheduling:changes", args=[pk]))


@require_POST
@signed_in
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave one night as it is."""
    shift = access_shift(standing_of(request.user), pk)
    if undo_change(shift):
        messages.success(request, _("Kvällen är som förut. Ingen har fått veta något."))
    return see_other(reverse("scheduling:changes", args=[shift.association_id]))
