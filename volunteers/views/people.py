"""Volunteers: the list, one person, and what is changed about them."""

from datetime import date, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.gateways import clock
from volunteers.domain.availability import company_words, told_words
from volunteers.domain.people import (
    Details,
    add_volunteer,
    forget_volunteer,
    join_associations,
    leave_association,
    pause_volunteer,
    resume_volunteer,
    revise_volunteer,
)
from volunteers.forms.people import JoinForm, NewPersonForm, PeopleFilter, PersonForm, person_initial
from volunteers.models import Association, Volunteer
from volunteers.queries import (
    Standing,
    access_association,
    access_membership,
    access_volunteer,
    access_whole_volunteer,
    associations_for,
    availability_of,
    away_ahead,
    companions_of,
    count_people,
    districts_for,
    interests_waiting,
    memberships_for,
    people_list,
    standing_of,
    volunteers_wholly_for,
)
from volunteers.views.answers import ask, see

PER_PAGE = 50
SOON = timedelta(days=60)  # before a leader's training runs out the page says so, as the first warning does


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    standing, today = standing_of(request.user), local_today()
    associations = list(associations_for(standing))
    association = chosen_association(request, standing)
    shown = people_list(
        standing,
        association=association.pk if association else None,
        state=request.GET.get("status", ""),
        words=request.GET.get("namn", "").replace("\x00", "")[:80],
    )
    context = {
        "counts": count_people(standing, today),
        "filter": PeopleFilter(request.GET, associations=associations),
        "wanting": interests_waiting(standing).count(),
        "is_filtered": any(request.GET.get(name) for name in ("namn", "status", settings.ASSOCIATION_PARAMETER)),
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("sida")),
        "has_associations": bool(associations),
        "today": today,
        "soon": today + SOON,
        "query": query_without_page(request),
    }
    return render(request, "volunteers/people.html", context)


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    return show_person(request, standing, access_volunteer(standing, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    associations = list(associations_for(standing).filter(is_active=True))
    if not associations:
        raise Http404
    form = NewPersonForm(
        request.POST or None,
        associations=associations,
        districts=districts_for(standing),
        today=local_today(),
        initial={"association": request.GET.get(settings.ASSOCIATION_PARAMETER, "")},
    )
    if form.is_valid():
        association: Association = form.cleaned_data.pop("association")
        added = form.carry_out(
            lambda: add_volunteer(
                municipality=association.municipality,
                associations=[association],
                now=clock.now(),
                **details_of(form),
            )
        )
        if added:
            volunteer, is_new = added
            known = _("%(name)s fanns redan i kommunen och är nu med i %(association)s. Uppgifterna är som de var.")
            said = _("%(name)s är med i %(association)s.") if is_new else known
            messages.success(request, said % {"name": volunteer.name, "association": association.name})
            return see("person", volunteer.pk)
    return ask(request, "person_form.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    volunteer = access_volunteer(standing, pk)
    districts = [d for d in districts_for(standing) if d.municipality_id == volunteer.municipality_id]
    form = PersonForm(request.POST or None, districts=districts, today=local_today(), initial=person_initial(volunteer))
    if (
        form.is_valid()
        and form.carry_out(lambda: revise_volunteer(volunteer, now=clock.now(), **details_of(form))) is not None
    ):
        messages.success(request, _("Uppgifterna är sparade."))
        return see("person", pk)
    return ask(request, "person_form.html", form, volunteer=volunteer)


@login_required
@require_POST
def pause_person(request: HttpRequest, pk: int) -> HttpResponse:
    volunteer = access_volunteer(standing_of(request.user), pk)
    pause_volunteer(volunteer)
    messages.success(request, _("%(name)s är pausad och får inga frågor.") % {"name": volunteer.name})
    return see("person", pk)


@login_required
@require_POST
def resume_person(request: HttpRequest, pk: int) -> HttpResponse:
    volunteer = access_volunteer(standing_of(request.user), pk)
    resume_volunteer(volunteer)
    messages.success(request, _("%(name)s kan få frågor igen.") % {"name": volunteer.name})
    return see("person", pk)


@login_required
@require_POST
def forget_person(request: HttpRequest, pk: int) -> HttpResponse:
    forget_volunteer(access_whole_volunteer(standing_of(request.user), pk), now=clock.now())
    messages.success(request, _("Personen är borttagen."))  # without the name, which nothing shall keep
    return see("people")


@login_required
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    volunteer = access_volunteer(standing, pk)
    form = JoinForm(request.POST, associations=joinable(standing, volunteer))
    if not form.is_valid():
        return show_person(request, standing, volunteer, join_form=form)
    association: Association = form.cleaned_data["association"]
    join_associations(volunteer, [association], now=clock.now())
    messages.success(
        request,
        _("%(name)s är med i %(association)s.") % {"name": volunteer.name, "association": association.name},
    )
    return see("person", pk)


@login_required
@require_POST
def leave(request: HttpRequest, pk: int, association_pk: int) -> HttpResponse:
    standing = standing_of(request.user)
    membership = access_membership(standing, pk, association_pk)
    volunteer, association = membership.volunteer, membership.association
    leave_association(volunteer, association)
    messages.success(
        request,
        _("%(name)s är inte längre med i %(association)s.") % {"name": volunteer.name, "association": association.name},
    )
    still_reached = Volunteer.objects.within(**standing.reach).filter(pk=pk).exists()
    return see("person", pk) if still_reached else see("people")


def show_person(
    request: HttpRequest, standing: Standing, volunteer: Volunteer, *, join_form: JoinForm | None = None
) -> HttpResponse:
    others = joinable(standing, volunteer)
    form = join_form or JoinForm(associations=others)
    context: dict[str, Any] = {
        "volunteer": volunteer,
        "memberships": list(memberships_for(standing).filter(volunteer=volunteer)),
        "others": others,
        "may_forget": volunteers_wholly_for(standing).filter(pk=volunteer.pk).exists(),
        "told": told_words(availability_of([volunteer.pk]).get(volunteer.pk)),
        "company": company_words([one.short_name for one in companions_of(volunteer)]),
        "away_periods": away_ahead(volunteer, local_today()),
        "today": local_today(),
        "soon": local_today() + SOON,
    }
    return ask(request, "person.html", form, **context)


def joinable(standing: Standing, volunteer: Volunteer) -> list[Association]:
    """Associations within reach, in the same municipality, that the volunteer is not in."""
    mine = associations_for(standing).filter(municipality=volunteer.municipality_id, is_active=True)
    return list(mine.exclude(memberships__volunteer=volunteer))


def chosen_association(request: HttpRequest, standing: Standing) -> Association | None:
    """The one named in the address. Raises Http404 for one out of reach."""
    wanted = request.GET.get(settings.ASSOCIATION_PARAMETER, "")
    return access_association(standing, int(wanted)) if wanted.isdecimal() else None


def details_of(form: PersonForm) -> Details:
    return cast("Details", form.cleaned_data)


def query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("sida", None)
    return query.urlencode()


def local_today() -> date:
    return clock.now().astimezone(timezone.get_current_timezone()).date()
