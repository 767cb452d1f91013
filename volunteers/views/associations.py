"""Associations, who leads them, and the municipality's own settings."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from volunteers.domain.associations import add_association, revise_association, revise_municipality
from volunteers.domain.roles import give_role, remove_role
from volunteers.exceptions import RoleKept
from volunteers.forms.organisations import (
    AssociationForm,
    ContactForm,
    InvitationForm,
    MunicipalityForm,
    RoleForm,
    association_initial,
    municipality_initial,
)
from volunteers.models import Association, Municipality, Role, User
from volunteers.queries import (
    Standing,
    access_association,
    access_coordinated_association,
    access_municipality,
    access_role,
    associations_list,
    municipalities_for,
    roles_over,
    standing_of,
)
from volunteers.views.answers import SeeOther, ask, see


@login_required
@require_safe
def associations(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    if not (standing.municipalities or standing.associations):
        raise Http404
    context = {"associations": list(associations_list(standing)), "municipalities": list(municipalities_for(standing))}
    return render(request, "volunteers/associations.html", context)


@login_required
@require_safe
def association(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    return show_association(request, standing, access_association(standing, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, municipality_pk: int) -> HttpResponse:
    municipality = access_municipality(standing_of(request.user), municipality_pk)
    form = AssociationForm(request.POST or None)
    if form.is_valid():
        added = form.carry_out(lambda: add_association(municipality=municipality, **form.cleaned_data))
        if added:
            messages.success(request, _("%(name)s är tillagd.") % {"name": added.name})
            return see("association", added.pk)
    return ask(request, "association_form.html", form, municipality=municipality)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator changes everything; a leader changes whom to reach."""
    standing = standing_of(request.user)
    found = access_association(standing, pk)
    kind = AssociationForm if found.municipality_id in standing.municipalities else ContactForm
    form = kind(request.POST or None, initial=association_initial(found))
    if (
        form.is_valid()
        and form.carry_out(lambda: revise_association(found, now=clock.now(), **form.cleaned_data)) is not None
    ):
        messages.success(request, _("Föreningen är sparad."))
        return see("association", pk)
    return ask(request, "association_form.html", form, association=found)


@login_required
@require_POST
def add_leader(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    found = access_coordinated_association(standing, pk)
    form = RoleForm(request.POST, auto_id="ny_%s")
    if form.is_valid() and give(request, form, found):
        return see("association", pk)
    return show_association(request, standing, found, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def municipality(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_municipality(standing_of(request.user), pk)
    form = MunicipalityForm(request.POST or None, initial=municipality_initial(found))
    if (
        form.is_valid()
        and form.carry_out(lambda: revise_municipality(found, now=clock.now(), **form.cleaned_data)) is not None
    ):
        messages.success(request, _("Kommunens inställningar är sparade."))
        return see("municipality", pk)
    return show_municipality(request, found, form=form)


@login_required
@require_POST
def add_coordinator(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_municipality(standing_of(request.user), pk)
    form = RoleForm(request.POST, auto_id="ny_%s")
    if form.is_valid() and give(request, form, found):
        return see("municipality", pk)
    return show_municipality(request, found, role_form=form)


@login_required
@require_POST
def take_role(request: HttpRequest, pk: int) -> HttpResponse:
    role = access_role(standing_of(request.user), pk)
    place = back_to(role)
    try:
        remove_role(role)
    except RoleKept as error:
        messages.warning(request, str(error))
        return place
    messages.success(request, _("%(name)s har inte längre rollen.") % {"name": role.user})
    still = standing_of(request.user)
    return place if still.municipalities else SeeOther(settings.START_URL)


@login_required
@require_POST
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    role = access_role(standing_of(request.user), pk)
    mail_link(request, role.user)
    messages.success(request, _("En länk är mejlad till %(email)s.") % {"email": role.user.email})
    return back_to(role)


def give(request: HttpRequest, form: RoleForm, over: Association | Municipality) -> Role | None:
    """The role first, then the mail: no socket is opened inside a transaction."""
    given = form.carry_out(lambda: give_role(over=over, **form.cleaned_data))
    if given is None:
        return None
    role, needs_password = given
    if needs_password:
        mail_link(request, role.user)
    mailed = _("%(name)s är tillagd. En länk för att välja lösenord är mejlad till %(email)s.")
    known = _("%(name)s är tillagd och loggar in med %(email)s som vanligt.")
    messages.success(request, (mailed if needs_password else known) % {"name": role.user, "email": role.user.email})
    return role


def mail_link(request: HttpRequest, user: User) -> None:
    """The mail of a forgotten password: it also serves for choosing the first one."""
    form = InvitationForm({"email": user.email})
    if form.is_valid():
        form.save(request)


def back_to(role: Role) -> SeeOther:
    if role.association_id is not None:
        return see("association", role.association_id)
    return see("municipality", role.municipality_id)


def show_association(
    request: HttpRequest, standing: Standing, found: Association, *, form: RoleForm | None = None
) -> HttpResponse:
    listed = associations_list(standing).get(pk=found.pk)
    context: dict[str, Any] = {
        "association": listed,
        "roles": roles_over(association=found),
        "coordinates": found.municipality_id in standing.municipalities,
    }
    return ask(request, "association.html", form or RoleForm(auto_id="ny_%s"), **context)


def show_municipality(
    request: HttpRequest,
    found: Municipality,
    *,
    form: MunicipalityForm | None = None,
    role_form: RoleForm | None = None,
) -> HttpResponse:
    settings_form = form or MunicipalityForm(initial=municipality_initial(found))
    asked = role_form or RoleForm(auto_id="ny_%s")
    response = ask(
        request,
        "municipality.html",
        settings_form,
        municipality=found,
        municipalities=municipalities_for(standing_of(request.user)),
        role_form=asked,
        roles=roles_over(municipality=found),
    )
    if role_form is not None and role_form.errors:
        response.status_code = 422
    return response
