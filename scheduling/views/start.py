"""What everybody may see: the start page of a town, and the open nights of one association."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from messaging.gateways import clock
from scheduling.domain.newcomers import terms_of
from scheduling.domain.open_nights.showing import cards_of, open_nights
from scheduling.queries.public import public_counts
from volunteers.forms.fields import district_choices
from volunteers.models import Association, District, Municipality
from volunteers.queries import active_associations, district_tree

SHOWN_AT_ONCE = 9
MOST = 60  # then it is better to choose a district


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(settings.HOME_URL)
    towns = list(Municipality.objects.all())
    town = chosen_town(request, towns)
    context: dict[str, Any] = {"towns": towns, "town": town}
    if town is not None:
        context |= town_context(request, town)
    return render(request, "scheduling/start.html", context)


def chosen_town(request: HttpRequest, towns: list[Municipality]) -> Municipality | None:
    """The one asked for by name, else the only one there is. Raises Http404 for a town that is not here."""
    asked = request.GET.get("kommun")
    if asked is None:
        return towns[0] if len(towns) == 1 else None
    found = next((town for town in towns if town.name == asked), None)
    if found is None:
        raise Http404
    return found


def town_context(request: HttpRequest, town: Municipality) -> dict[str, Any]:
    districts = district_tree(town)
    district = chosen_district(request, districts)
    return {
        "districts": district_choices(districts),
        "district": district,
        "counts": public_counts(town, now=clock.now()),
        "is_beside_experienced": terms_of(town).is_beside_experienced,
        **nights_context(request, list(active_associations(town)), district),
    }


def chosen_district(request: HttpRequest, districts: list[District]) -> District | None:
    """Whatever else stands in the address means the whole town: a district that is gone is no reason for a dead end."""
    asked = request.GET.get("var", "")
    return next((district for district in districts if str(district.pk) == asked), None)


def nights_context(
    request: HttpRequest, associations: list[Association], district: District | None = None
) -> dict[str, Any]:
    now, most = clock.now(), MOST if request.GET.get("visa") == "fler" else SHOWN_AT_ONCE
    found = open_nights(associations, district=district, most=most + 1, now=now)
    cards = cards_of(found[:most], language=get_language() or "sv", now=now)
    return {"cards": cards, "has_more": len(found) > most, "shows_most": most == MOST}


@require_safe
def of_association(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page behind an association's short link: its own open nights. 404 when it rests."""
    association = Association.objects.select_related("municipality").filter(uuid=uuid, is_active=True).first()
    if association is None:
        raise Http404
    context = {"association": association, "town": association.municipality}
    return render(request, "scheduling/open_nights.html", {**context, **nights_context(request, [association])})
