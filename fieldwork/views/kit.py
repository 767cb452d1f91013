"""An association's vests, phones and keys: what there is, who has it, what is missing. Pages for leaders."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.kit.gaps import find, give_up
from fieldwork.domain.kit.items import add_item, put_away, revise_item
from fieldwork.domain.kit.loans import lend, take_back
from fieldwork.domain.kit.words import missing_words, pieces
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.kit import ItemForm, LoanForm, SomeForm, item_initial
from fieldwork.models import KitItem
from fieldwork.queries.kit import (
    access_gap,
    access_kit_item,
    access_loan,
    gaps_ended,
    gaps_open,
    kit_of,
    loans_open,
    nights_with_kit,
    not_counted_in,
)
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.models import Association, User
from volunteers.queries import access_association, standing_of

SHOWN_ENDED = 10


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing first, then where everything is; a POST adds a thing."""
    association = access_association(standing_of(request.user), pk)
    form = ItemForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (item := attempt(form, lambda: add_item(association, **form.cleaned_data))):
        messages.success(request, _("%(label)s är med i listan.") % {"label": item.label})
        return see_other(address_of(pk))
    return render(request, "fieldwork/kit.html", context_of(association, form), status=status_of(form))


def context_of(association: Association, form: ItemForm) -> dict[str, Any]:
    now, zone = clock.now(), association.municipality.zone
    missing = list(gaps_open(association))
    return {
        "association": association,
        "form": form,
        "items": list(kit_of(association)),
        "missing": [(gap, range(1, gap.number + 1)) for gap in missing],
        "sentence": missing_words(missing),
        "uncounted": not_counted_in(association, now=now),
        "loans": [(loan, range(loan.number + 1)) for loan in loans_open(association)],
        "nights": nights_with_kit(association),
        "ended": list(gaps_ended(association)[:SHOWN_ENDED]),
        "today": timezone.localdate(now, zone),
        "zone": zone,
        "is_at_page": True,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def kit_item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """One thing: its name and number, and signing it out to somebody."""
    item = access_kit_item(standing_of(request.user), pk, item_pk)
    form = ItemForm(request.POST if request.method == "POST" else None, initial=item_initial(item))
    if form.is_valid() and attempt(form, lambda: revise_item(item, **form.cleaned_data)):
        messages.success(request, _("Ändringen är sparad."))
        return see_other(address_of(pk))
    return draw_item(request, item, form=form)


def draw_item(
    request: HttpRequest, item: KitItem, *, form: ItemForm | None = None, loan_form: LoanForm | None = None
) -> HttpResponse:
    context = {
        "association": item.association,
        "item": item,
        "form": form or ItemForm(initial=item_initial(item)),
        "loan_form": loan_form or (LoanForm(item=item) if item.here else None),
    }
    is_faulty = any(one is not None and one.errors for one in (form, loan_form))
    return render(request, "fieldwork/kit_item.html", context, status=UNPROCESSABLE if is_faulty else 200)


@require_POST
@signed_in
def lend_out(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = access_kit_item(standing_of(request.user), pk, item_pk)
    now = clock.now()
    form = LoanForm(request.POST, item=item)

    def act() -> object:
        today = timezone.localdate(now, item.association.municipality.zone)
        return lend(item, **form.cleaned_data, by=signed(request), today=today, now=now)

    if not form.is_valid() or attempt(form, act) is None:
        return draw_item(request, item, loan_form=form)
    said = _("%(name)s har kvitterat ut %(what)s.")
    what = pieces(form.cleaned_data["number"], item)
    messages.success(request, said % {"name": form.cleaned_data["volunteer"].name, "what": what})
    return see_other(f"{address_of(pk)}#utlanat")


@require_POST
@signed_in
def return_loan(request: HttpRequest, pk: int, loan_pk: int) -> HttpResponse:
    loan = access_loan(standing_of(request.user), pk, loan_pk)

    def act(number: int) -> str:
        gap = take_back(loan, number=number, by=signed(request), now=clock.now())
        return _("Tack. Det är tillbaka.") if gap is None else _("Resten står som saknat.")

    return settle(request, pk, act)


@require_POST
@signed_in
def found(request: HttpRequest, pk: int, gap_pk: int) -> HttpResponse:
    gap = access_gap(standing_of(request.user), pk, gap_pk)

    def act(number: int) -> str:
        find(gap, number=number, by=signed(request), now=clock.now())
        return _("Hittat: %(what)s.") % {"what": pieces(number, gap.item)}

    return settle(request, pk, act)


@require_POST
@signed_in
def gone(request: HttpRequest, pk: int, gap_pk: int) -> HttpResponse:
    gap = access_gap(standing_of(request.user), pk, gap_pk)

    def act(number: int) -> str:
        give_up(gap, number=number, by=signed(request), now=clock.now())
        return _("%(what)s är avskrivet. Föreningen har så många färre.") % {"what": pieces(number, gap.item)}

    return settle(request, pk, act)


@require_POST
@signed_in
def put_item_away(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    item = access_kit_item(standing_of(request.user), pk, item_pk)
    try:
        put_away(item)
    except FieldworkError as error:
        messages.warning(request, str(error))
        return see_other(reverse("fieldwork:kit_item", args=[pk, item_pk]))
    messages.success(request, _("%(label)s är borta ur listan.") % {"label": item.label})
    return see_other(address_of(pk))


def settle(request: HttpRequest, pk: int, act: Callable[[int], str]) -> HttpResponse:
    """Do it with the number that was chosen, and say what came of it."""
    form = SomeForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data["number"]))
        except FieldworkError as error:
            messages.warning(request, str(error))
    return see_other(address_of(pk))


def attempt(form: ItemForm | LoanForm, verb: Callable[[], object]) -> Any:
    """What the verb returned, or nothing: then its sentence stands in the form."""
    try:
        return verb()
    except FieldworkError as error:
        form.add_error(None, str(error))
        return None


def signed(request: HttpRequest) -> User:
    return cast("User", request.user)


def address_of(pk: int) -> str:
    return reverse("fieldwork:kit", args=[pk])


def status_of(form: ItemForm) -> int:
    return UNPROCESSABLE if form.errors else 200
