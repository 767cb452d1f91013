"""Becoming a walker: the form, the code that proves the number, and what happens then.

Until the number is proved, what was written lies in the visitor's own browser. No page tells whether a number is
known here before whoever asks has shown that it is theirs.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.domain.numbers import show_number
from messaging.gateways import clock
from scheduling.domain.newcomers import Terms, associations_near, terms_of
from scheduling.domain.open_nights.newcomers import forget_nights
from scheduling.views.answers import shown
from scheduling.views.doors import UNPROCESSABLE, see_other
from volunteers.domain.consents import CURRENT, template_of
from volunteers.domain.interests import UNANSWERED_FOR, take_back, take_interest, walks_with
from volunteers.domain.languages import name_languages
from volunteers.domain.number_proofs import prove, proven_number, send_code
from volunteers.forms.interests import CodeForm, InterestForm
from volunteers.models import District, Interest, Municipality
from volunteers.queries import district_tree
from volunteers.views.carried import carried, carry, put_down

COOKIE = "lykta_bli"


@require_http_methods(["GET", "HEAD", "POST"])
def become(request: HttpRequest) -> HttpResponse:
    towns = list(Municipality.objects.all())
    town = chosen_town(request, towns)
    if town is None:
        return render(request, "scheduling/become_where.html", {"towns": towns})
    terms = terms_of(town)
    form = form_of(request, town, terms)
    if form.is_valid():
        if form.cleaned_data["website"]:
            return on_to_code(request, town, form.cleaned_data, proof=uuid4())
        before = proved_before(request, form.cleaned_data["number"])
        if before is not None:
            return on_to_thanks(request, draft_of(town, form.cleaned_data, proof=before), before)
        proof = form.carry_out(lambda: text_code(request, town, form.cleaned_data))
        if proof is not None:
            return on_to_code(request, town, form.cleaned_data, proof=proof)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "town": town, "terms": terms, "consent": template_of(CURRENT)}
    return shown(render(request, "scheduling/become.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    draft = carried(request, COOKIE)
    if "name" not in draft:
        is_over = draft and "number" not in draft
        return see_other(reverse("scheduling:become_done" if is_over else "scheduling:become"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        proof = UUID(draft["proof"])
        is_proved = proven_number(proof) or form.carry_out(lambda: prove_number(proof, form.cleaned_data["code"]))
        if is_proved:
            return on_to_thanks(request, draft, proof)
    return show_code(request, form, draft)


@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    draft = carried(request, COOKIE)
    town = town_of(draft)
    if town is None or "name" not in draft:
        return see_other(reverse("scheduling:become"))
    form = CodeForm(request.POST)
    form.is_valid()
    form.errors.clear()
    proof = form.carry_out(lambda: text_code(request, town, draft))
    if proof is None:
        return show_code(request, form, draft)
    response = see_other(f"{reverse('scheduling:become_code')}?ny=1")
    carry(request, response, COOKIE, draft | {"proof": str(proof)}, path=settings.BECOME_PATH)
    return response


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Whoever comes here has shown that the number is theirs."""
    draft = carried(request, COOKIE)
    proof = UUID(draft["proof"]) if draft else None
    number = proven_number(proof) if proof else ""
    town = town_of(draft)
    if proof is None or town is None or not number:
        return see_other(reverse("scheduling:become"))
    interest = Interest.objects.filter(proof=proof).first()
    all_near = associations_near(None, town, now=clock.now())
    context = {
        "interest": interest,
        "asked": [offer.association for offer in interest.offers.select_related("association")] if interest else [],
        "first_name": interest.name.split()[0] if interest else "",
        "known_by": [] if interest else walks_with(number, town, all_near),
        "days": UNANSWERED_FOR.days,
        "town": town,
        "terms": terms_of(town),
    }
    return shown(render(request, "scheduling/become_done.html", context))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    draft = carried(request, COOKIE)
    was_waiting = bool(draft) and take_back(UUID(draft["proof"]))
    if was_waiting:
        forget_nights(proven_number(UUID(draft["proof"])))
    response = shown(render(request, "scheduling/become_undone.html", {"was_waiting": was_waiting}))
    put_down(response, COOKIE, path=settings.BECOME_PATH)
    return response


def chosen_town(request: HttpRequest, towns: list[Municipality]) -> Municipality | None:
    """One is no choice. Raises Http404 for one that is not there."""
    asked = request.GET.get("kommun", "")
    if not asked:
        return towns[0] if len(towns) == 1 else None
    town = next((one for one in towns if str(one.pk) == asked), None)
    if town is None:
        raise Http404
    return town


def town_of(draft: dict[str, Any]) -> Municipality | None:
    return Municipality.objects.filter(pk=draft["town"]).first() if draft else None


def form_of(request: HttpRequest, town: Municipality, terms: Terms) -> InterestForm:
    """With what the visitor wrote before, on the way back from the code."""
    draft = carried(request, COOKIE)
    initial: dict[str, Any] = {"text_language": get_language() or "sv"}
    if draft.get("town") == town.pk and "number" in draft:
        initial |= draft | {
            "number": show_number(draft["number"]),
            "languages": name_languages(draft["languages"], get_language() or "sv"),
        }
    return InterestForm(
        request.POST if request.method == "POST" else None,
        districts=district_tree(town),
        today=clock.now().astimezone(town.zone).date(),
        ages=terms.ages,
        minimum_age=terms.minimum_age,
        initial=initial,
    )


def text_code(request: HttpRequest, town: Municipality, told: dict[str, Any]) -> UUID:
    proof = send_code(
        told["number"],
        municipality=town,
        address=get_adapter().get_client_ip(request),
        language=told["text_language"],
        now=clock.now(),
    )
    return proof.uuid


def prove_number(proof: UUID, written: str) -> str:
    return prove(proof, written, now=clock.now())


def on_to_code(request: HttpRequest, town: Municipality, told: dict[str, Any], *, proof: UUID) -> HttpResponse:
    response = see_other(reverse("scheduling:become_code"))
    carry(request, response, COOKIE, draft_of(town, told, proof=proof), path=settings.BECOME_PATH)
    return response


def bring_number(request: HttpRequest, town: Municipality, number: str, *, proof: UUID) -> HttpResponse:
    """To the form, for somebody who has just proved the number on another page: no code is asked for once more."""
    response = see_other(f"{reverse('scheduling:become')}?kommun={town.pk}")
    draft = {"town": town.pk, "number": number, "languages": [], "proof": str(proof)}
    carry(request, response, COOKIE, draft, path=settings.BECOME_PATH)
    return response


def proved_before(request: HttpRequest, number: str) -> UUID | None:
    """The proof that `bring_number` has left in this browser, if it is of the number that is asked about."""
    draft = carried(request, COOKIE)
    if draft.get("number") != number or "name" in draft:
        return None
    proof = UUID(draft["proof"])
    return proof if proven_number(proof) == number else None


def draft_of(town: Municipality, told: dict[str, Any], *, proof: UUID) -> dict[str, Any]:
    district, born_on = told.get("district"), told.get("born_on")
    return {
        "town": town.pk,
        "name": told["name"],
        "number": told["number"],
        "district": district.pk if district else None,
        "birth_year": told.get("birth_year"),
        "born_on": born_on.isoformat() if born_on else None,
        "languages": told["languages"],
        "text_language": told["text_language"],
        "consent": CURRENT,
        "agreed_at": clock.now().isoformat(),
        "proof": str(proof),
    }


def on_to_thanks(request: HttpRequest, draft: dict[str, Any], proof: UUID) -> HttpResponse:
    """The number is the visitor's own. What they wrote leaves the browser, and only the proof stays there."""
    now, town = clock.now(), Municipality.objects.get(pk=draft["town"])
    district = District.objects.filter(pk=draft["district"], municipality=town).select_related("parent").first()
    take_interest(
        proven_number(proof),
        proof=proof,
        municipality=town,
        associations=associations_near(district, town, now=now),
        now=now,
        name=draft["name"],
        district=district,
        birth_year=draft["birth_year"],
        born_on=date.fromisoformat(draft["born_on"]) if draft["born_on"] else None,
        languages=draft["languages"],
        text_language=draft["text_language"],
        consent_version=draft["consent"],
        consented_at=datetime.fromisoformat(draft["agreed_at"]),
    )
    response = see_other(reverse("scheduling:become_done"))
    carry(request, response, COOKIE, {"town": town.pk, "proof": str(proof)}, path=settings.BECOME_PATH)
    return response


def show_code(request: HttpRequest, form: CodeForm, draft: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    context = {
        "form": form,
        "number": draft["number"],
        "is_new": "ny" in request.GET and not form.errors,
        "form_address": f"{reverse('scheduling:become')}?kommun={draft['town']}",
    }
    return shown(render(request, "scheduling/become_code.html", context, status=status))
