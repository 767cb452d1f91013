"""The follow-up of a period, and the nights behind each of its numbers."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fieldwork.domain.follow_up.comparing import comparisons_of
from fieldwork.domain.follow_up.definitions import FIGURES, PARTS
from fieldwork.domain.follow_up.district_maps import map_choices, map_of
from fieldwork.domain.follow_up.gathering import follow_up_of
from fieldwork.domain.follow_up.public_words import COLUMNS, in_words
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.sentences import period_words
from fieldwork.domain.follow_up.showing import shown
from fieldwork.domain.follow_up.words import smallest_of, words_of
from fieldwork.domain.surveys.charts import charts_of
from fieldwork.domain.surveys.figures import figures_within, questions_of
from fieldwork.enums import ContactKind, Mood, OccurrenceKind, Outcome
from fieldwork.forms.follow_up import MAP, OWN_DATES, Asked, Reach, asked_of, named_periods, number
from fieldwork.queries.follow_up_nights import nights_behind, observations_behind, route_points
from messaging.gateways import clock
from scheduling.domain.districts import branches
from scheduling.enums import ShiftKind
from scheduling.views.doors import signed_in
from volunteers.models import District, Municipality
from volunteers.queries import associations_for, boundaries_of, district_tree, standing_of

A_PAGE = 50
ITS_OWN = "bara"  # in the address: of a district what it has without its parts


def reach_of(request: HttpRequest) -> Reach:
    standing = standing_of(request.user)
    associations = list(associations_for(standing))
    towns = {one.municipality_id: one.municipality for one in associations}
    towns |= {town.pk: town for town in Municipality.objects.filter(pk__in=standing.municipalities)}
    return Reach.of(standing, sorted(towns.values(), key=lambda town: town.name), associations)


def asked_in(request: HttpRequest, reach: Reach) -> tuple[Asked, list[District]]:
    """What the address asks for, and the districts of its town. Raises Http404 for what is out of reach."""
    now = clock.now()
    asked = asked_of(request.GET, reach, today=timezone.localdate(now))
    tree = district_tree(asked.scope.municipality)
    if asked.scope.district is not None and asked.scope.district not in {one.pk for one in tree}:
        raise Http404
    return asked, tree


@dataclass(frozen=True)
class Whole:
    """What the address asks for, of a municipality that the person coordinates; and that scope in words."""

    asked: Asked
    scope_words: str
    query: str


def whole_town(request: HttpRequest) -> Whole:
    """Raises Http404 for those who do not coordinate the municipality."""
    reach = reach_of(request)
    asked, tree = asked_in(request, reach)
    if not asked.is_whole:
        raise Http404
    return Whole(asked, scope_words_of(asked, tree, reach), urlencode(asked.query))


def scope_words_of(asked: Asked, tree: list[District], reach: Reach) -> str:
    """Lyktköping, Vårby, Vårby IF"""
    scope = asked.scope
    names = (
        scope.municipality.name,
        next((one.name for one in tree if one.pk == scope.district), ""),
        next((one.name for one in reach.associations if one.pk == scope.association), ""),
        str(dict(ShiftKind.choices).get(scope.kind, "")),
    )
    return ", ".join(name for name in names if name)


@require_safe
@signed_in
def follow_up(request: HttpRequest) -> HttpResponse:
    reach = reach_of(request)
    asked, tree = asked_in(request, reach)
    language = get_language() or "sv"
    figures = follow_up_of(asked.scope, asked.period)
    points = route_points(asked.scope.municipality.pk)
    town = asked.scope.municipality
    own = own_words(town, asked, tree) if asked.is_whole else {}
    context = {
        "shown": shown(figures, points=points, language=language, boundaries=boundaries_of(town), mapped=asked.mapped),
        "mapped": map_choices(),
        "map_query": urlencode({name: value for name, value in asked.query.items() if name != MAP}),
        "compared": comparisons_of(figures, asked.scope),
        "nights_path": reverse("fieldwork:follow_up_nights"),
        "asked_query": asked.query,
        "query": urlencode(asked.query),
        **own,
        **choices(asked, reach, tree, language),
    }
    return render(request, "fieldwork/follow_up.html", context)


def own_words(town: Municipality, asked: Asked, tree: list[District]) -> dict[str, Any]:
    """What the municipality has written and asked people, of a district and its parts where one is chosen."""
    found = branches(tree)
    below = None if asked.scope.district is None else found[asked.scope.district].below
    figures = figures_within(town, None if below is None else [one for one in tree if one.pk in below])
    return {"words": words_of(town, asked.period), "charts": charts_of(questions_of(figures)), "town": town}


@require_safe
@signed_in
def public(request: HttpRequest) -> HttpResponse:
    """The tables as they may leave the municipality, with small numbers held back."""
    whole = whole_town(request)
    figures = follow_up_of(whole.asked.scope, whole.asked.period)
    smallest = smallest_of(whole.asked.scope.municipality)
    language = get_language() or "sv"
    tables = public_tables(figures, smallest=smallest)
    asked = whole.asked
    context = {
        "tables": in_words(tables, language=language),
        "map": map_of(tables, boundaries_of(asked.scope.municipality), figure=asked.mapped),
        "mapped": map_choices(),
        "map_query": urlencode({name: value for name, value in asked.query.items() if name != MAP}),
        "smallest": smallest,
        "whole": whole,
        "period": period_words(whole.asked.period, language),
        "back": f"{reverse('fieldwork:follow_up')}?{whole.query}",
    }
    return render(request, "fieldwork/follow_up_public.html", context)


def choices(asked: Asked, reach: Reach, tree: list[District], language: str) -> dict[str, Any]:
    """What the filters offer."""
    town = asked.scope.municipality
    return {
        "asked": asked,
        "towns": reach.towns if len(reach.towns) > 1 else (),
        "periods": period_choices(language),
        "own_dates": OWN_DATES,
        "districts": branches(tree),
        "associations": reach.of_town(town),
        "kinds": ShiftKind.choices,
    }


def period_choices(language: str) -> list[tuple[str, str]]:
    """The half-years and years, with their names."""
    today = timezone.localdate(clock.now())
    return [(key, period_words(period, language)) for key, period in named_periods(today).items()]


@require_safe
@signed_in
def nights(request: HttpRequest) -> HttpResponse:
    """What stands behind one number: nights, or observations; all that were planned unless a figure is named.

    Raises Http404 for what is no figure.
    """
    asked, _tree = asked_in(request, reach_of(request))
    figure, kind = request.GET.get("figur", "planned"), request.GET.get("sort", "")
    span = (asked.period.first, asked.period.last)
    found = nights_behind(asked.scope, *span, figure=figure, kind=kind, is_own=ITS_OWN in request.GET)
    seen = None
    if found is None:
        category = number(request.GET.get("kategori", ""))
        seen = observations_behind(asked.scope, *span, figure=figure, category=category)
    rows = found if found is not None else seen
    if rows is None:
        raise Http404
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("sida"))
    kept = {name: value for name, value in request.GET.items() if name != "sida"}
    context = {
        "page": page,
        "is_nights": found is not None,
        "title": title_of(figure, kind),
        "words": FIGURES[figure].words if figure in FIGURES else PARTS.get(figure, ""),
        "period": period_words(asked.period, get_language() or "sv"),
        "asked": asked,
        "back": f"{reverse('fieldwork:follow_up')}?{urlencode(asked.query)}",
        "query": urlencode(kept),
        "zone": asked.scope.municipality.zone,
    }
    return render(request, "fieldwork/follow_up_nights.html", context)


def title_of(figure: str, kind: str) -> str:
    """The figure's name, or that of the one sort that it is narrowed to."""
    sorts = {"occurrences": OccurrenceKind, "contacts": ContactKind, "moods": Mood}
    if kind and figure in sorts:
        return str(dict(sorts[figure].choices).get(kind, kind))
    return str(COLUMNS.get(figure) or dict(Outcome.choices).get(figure, figure))
