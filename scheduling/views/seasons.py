"""Seasons: the list, the form, and the page where every night is seen before it exists."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from messaging.gateways import clock
from scheduling.domain.seasons import rule_words
from scheduling.domain.seasons.comparing import Step
from scheduling.domain.seasons.looking import look_at
from scheduling.domain.seasons.plans import plan_of_season
from scheduling.domain.seasons.saving import save_season
from scheduling.domain.seasons.sheet import workbook_of
from scheduling.domain.seasons.showing import months_of
from scheduling.domain.walks import names_for
from scheduling.domain.workbooks import XLSX
from scheduling.enums import ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.forms.seasons import SeasonForm, initial_of
from scheduling.models import Season
from scheduling.queries.seasons import access_season, seasons_for, with_counts
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.queries import associations_for, standing_of


@require_safe
@signed_in
def seasons(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    found = list(with_counts(seasons_for(standing)))
    context = {
        "seasons": [(season, rule_words.days_words(season.rule, get_language() or "sv")) for season in found],
        "has_associations": associations_for(standing).filter(is_active=True).exists(),
        "several": len({season.association_id for season in found}) > 1,
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "scheduling/seasons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A new season, or a copy of another one to change before it is saved."""
    standing, copied = standing_of(request.user), copied_season(request)
    if request.method == "POST":
        return keep(request, SeasonForm(request.POST, standing=standing), None, copied=copied)
    form = SeasonForm(standing=standing, initial=proposal(request, copied))
    return render(request, "scheduling/season_form.html", {"form": form, "copied": copied})


def copied_season(request: HttpRequest) -> Season | None:
    """The season that the address asks for a copy of."""
    asked = request.GET.get("kopia", "")
    return access_season(standing_of(request.user), int(asked)) if asked.isascii() and asked.isdigit() else None


def proposal(request: HttpRequest, season: Season | None) -> dict[str, Any]:
    """A copy of a season without its dates and choices, else Fridays and Saturdays."""
    if season is not None:
        dated = {"name", "first_night", "last_night", "exceptions", "later_from", "later_start", "later_end"}
        kept = {name: value for name, value in initial_of(plan_of_season(season)).items() if name not in dated}
        return {**kept, "association": season.association_id}
    return {"association": request.GET.get("forening", ""), "weekdays": ["4", "5"]}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    season = access_season(standing, pk)
    initial = {**initial_of(plan_of_season(season)), "association": season.association_id}
    data = request.POST if request.method == "POST" else None
    form = SeasonForm(data, standing=standing, association=season.association, initial=initial)
    if request.method == "POST":
        return keep(request, form, season)
    return render(request, "scheduling/season_form.html", {"form": form, "season": season})


def keep(
    request: HttpRequest, form: SeasonForm, season: Season | None, *, copied: Season | None = None
) -> HttpResponse:
    """Save what was written and show every night of it; nothing comes into being yet."""
    if form.is_valid() and form.plan is not None:
        association = season.association if season else form.cleaned_data["association"]
        try:
            saved = save_season(form.plan, association=association, season=season, now=clock.now())
        except SchedulingError as error:
            form.add_error(None, str(error))
        else:
            return see_other(reverse("scheduling:season", args=[saved.pk]))
    context = {"form": form, "season": season, "copied": copied}
    return render(request, "scheduling/season_form.html", context, status=UNPROCESSABLE)


@require_safe
@signed_in
def season(request: HttpRequest, pk: int) -> HttpResponse:
    """Every night: what is planned, what there is, what would change, and what is in the way."""
    season = access_season(standing_of(request.user), pk)
    return render(request, "scheduling/season.html", season_context(season))


@require_safe
@signed_in
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The season as a workbook."""
    season = access_season(standing_of(request.user), pk)
    filename = f"{slugify(season.name) or 'sasong'}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "private, no-store"}
    return HttpResponse(workbook_of(season), content_type=XLSX, headers=headers)


def season_context(season: Season) -> dict[str, Any]:
    language, now = get_language() or "sv", clock.now()
    look = look_at(season, language=language, now=now)
    met = [clash for clashes in look.clashes.values() for clash in clashes]
    names = names_for(season.association, met, language=language)
    rule = look.plan.rule
    drafts = [row.shift for row in look.rows if row.shift is not None and row.shift.state == ShiftState.DRAFT]
    months = months_of(look, names, today=timezone.localdate(now, names.zone))
    nights = [night for month in months for night in month.nights]
    walked = [night for night in nights if night.is_walked]
    return {
        "season": season,
        "look": look,
        "months": months,
        "counts": {step.value: count for step, count in look.counts.items()},
        "clash_count": len(look.clashes),
        "clashing": [night for night in nights if any(group.clashes for group in night.groups)],
        "touched": [night for night in nights if any(group.step == Step.TOUCHED for group in night.groups)],
        "night_count": len(walked),
        "shift_count": sum(len(night.groups) for night in walked),
        "drafts": drafts,
        "today": timezone.localdate(now, names.zone),
        "has_shifts": any(row.shift is not None for row in look.rows),
        "days": rule_words.days_words(rule.rule, language),
        "hours": rule_words.hours_words(rule, language),
        "groups": rule_words.groups_words(rule, names.routes),
        "skips": rule_words.skips_words(rule),
    }
