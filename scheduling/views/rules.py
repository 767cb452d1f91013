"""The rules about who may walk: of a municipality, and those that an association or a route has of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.domain.walk_rules.keeping import Owner, drop_rule, save_rule
from scheduling.domain.walk_rules.overview import rule_rows
from scheduling.enums import RuleForce, RuleKind
from scheduling.forms.rules import RuleForm
from scheduling.models import Route
from scheduling.queries import access_route
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, Municipality
from volunteers.queries import access_association, access_municipality, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_town(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds for every association and route that has no rule of its own."""
    return page(request, access_municipality(standing_of(request.user), pk))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_association(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, access_association(standing_of(request.user), pk))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_route(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, coordinated_route(request, pk))


@require_POST
@signed_in
def follow_town(request: HttpRequest, pk: int) -> HttpResponse:
    """The association follows the municipality in one rule again."""
    return drop(request, access_association(standing_of(request.user), pk))


@require_POST
@signed_in
def route_follows_town(request: HttpRequest, pk: int) -> HttpResponse:
    return drop(request, coordinated_route(request, pk))


def coordinated_route(request: HttpRequest, pk: int) -> Route:
    """Raises Http404 for whoever does not coordinate its municipality: a route is every association's."""
    standing = standing_of(request.user)
    route = access_route(standing, pk)
    if route.municipality_id not in standing.municipalities:
        raise Http404
    return route


def drop(request: HttpRequest, owner: Owner) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if kind in RuleKind.values and drop_rule(owner, RuleKind(kind)):
        messages.success(request, _("Kommunens regel gäller igen."))
    return see_other(address_of(owner))


def page(request: HttpRequest, owner: Owner) -> HttpResponse:
    """All kinds of rules, each with its form; a POST saves one of them."""
    refused = None
    if request.method == "POST":
        refused = save(request, owner)
        if refused is None:
            messages.success(request, _("Regeln är sparad."))
            return see_other(address_of(owner))
    return draw(request, owner, refused)


def save(request: HttpRequest, owner: Owner) -> RuleForm | None:
    """The form with what is wrong in it; None when the rule is kept."""
    kind = request.POST.get("kind", "")
    if kind not in RuleKind.values:
        raise Http404
    form = RuleForm(request.POST, about=RuleKind(kind))
    if not form.is_valid():
        return form
    given = {name: value for name, value in form.cleaned_data.items() if name not in {"kind", "force"}}
    town = owner.pk if isinstance(owner, Municipality) else owner.municipality_id
    may_loosen = town in standing_of(request.user).municipalities
    try:
        save_rule(owner, RuleKind(kind), force=RuleForce(form.cleaned_data["force"]), may_loosen=may_loosen, **given)
    except ValidationError as error:
        form.add_error("number" if "number" in form.fields else None, error)
        return form
    return None


def draw(request: HttpRequest, owner: Owner, refused: RuleForm | None) -> HttpResponse:
    rows = rule_rows(owner, language=get_language() or "sv")
    wrong = refused.data.get("kind") if refused else None
    forms = [
        refused if refused and row.kind == wrong else RuleForm(about=row.kind, initial=dict(row.initial))
        for row in rows
    ]
    context: dict[str, Any] = {
        "owner": owner,
        "town": owner if isinstance(owner, Municipality) else owner.municipality,
        "association": owner if isinstance(owner, Association) else None,
        "route": owner if isinstance(owner, Route) else None,
        "rows": list(zip(rows, forms, strict=True)),
        "wrong": wrong,
        "follow": follow_address(owner),
    }
    return render(request, "scheduling/rules.html", context, status=UNPROCESSABLE if refused else 200)


def address_of(owner: Owner) -> str:
    name = {Municipality: "town_rules", Association: "association_rules", Route: "route_rules"}[type(owner)]
    return reverse(f"scheduling:{name}", args=[owner.pk])


def follow_address(owner: Owner) -> str:
    if isinstance(owner, Municipality):
        return ""
    name = "follow_town_rule" if isinstance(owner, Association) else "route_follows_town_rule"
    return reverse(f"scheduling:{name}", args=[owner.pk])
