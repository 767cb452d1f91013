"""The kinds of fault that a municipality has groups look for, and how near is the same place."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.observations.categories import (
    add_category,
    open_categories,
    revise_category,
    save_rules,
    shift_category,
)
from fieldwork.domain.observations.noting import rules_of
from fieldwork.exceptions import CategoryRefused
from fieldwork.forms.observation_list import CategoryForm, NewCategoryForm, RulesForm
from fieldwork.models import ObservationCategory
from fieldwork.queries.observations import categories_of
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import Standing, access_municipality, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def categories(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree as rows to change; POST adds a kind. 404 for whoever does not coordinate the town."""
    town = access_municipality(standing_of(request.user), pk)
    form = NewCategoryForm(request.POST or None, municipality=town.pk)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_category(town, **form.cleaned_data)
        except CategoryRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("%(name)s går att välja nu.") % {"name": added.name})
            return see_other(reverse("fieldwork:categories", args=[town.pk]))
    return draw(request, town, new=form)


@require_POST
@signed_in
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """A name, days, metres, or no longer in use."""
    found = access_category(standing_of(request.user), pk)
    form = CategoryForm(request.POST, instance=ObservationCategory(pk=found.pk), prefix=f"slag{pk}")
    if form.is_valid():
        try:
            revised = revise_category(found, **form.cleaned_data)
        except CategoryRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("%(name)s är sparat.") % {"name": revised.name})
            return see_other(f"{reverse('fieldwork:categories', args=[found.municipality_id])}#slag-{pk}")
    return draw(request, found.municipality, changed=(pk, form))


@require_POST
@signed_in
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One step up or down among its siblings."""
    found = access_category(standing_of(request.user), pk)
    shift_category(found, direction="up" if request.POST.get("riktning") == "upp" else "down")
    return see_other(f"{reverse('fieldwork:categories', args=[found.municipality_id])}#slag-{pk}")


@require_POST
@signed_in
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    town = access_municipality(standing_of(request.user), pk)
    form = RulesForm(request.POST, instance=rules_of(town.pk))
    if not form.is_valid():
        return draw(request, town, rules=form)
    save_rules(town, **form.cleaned_data)
    messages.success(request, _("Avstånden är sparade."))
    return see_other(f"{reverse('fieldwork:categories', args=[town.pk])}#avstand")


def access_category(standing: Standing, pk: int) -> ObservationCategory:
    """Raises Http404 for a kind of a municipality the user does not coordinate."""
    rows = ObservationCategory.objects.filter(municipality__in=standing.municipalities)
    found = rows.select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draw(
    request: HttpRequest,
    town: Municipality,
    *,
    new: NewCategoryForm | None = None,
    changed: tuple[int, CategoryForm] | None = None,
    rules: RulesForm | None = None,
) -> HttpResponse:
    """With the form in which something is to be put right in place of its own; a town without kinds gets the first."""
    open_categories(town)
    rows = [
        (one, changed[1] if changed and changed[0] == one.pk else CategoryForm(instance=one, prefix=f"slag{one.pk}"))
        for one in categories_of(town)
    ]
    context = {
        "town": town,
        "rows": rows,
        "new": new or NewCategoryForm(municipality=town.pk),
        "rules": rules or RulesForm(instance=rules_of(town.pk)),
    }
    is_faulty = bool(changed or rules or (new and new.errors))
    return render(request, "fieldwork/categories.html", context, status=UNPROCESSABLE if is_faulty else 200)
