"""An association's own words in texts: what they are, changing them, trying them."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.domain import texts
from messaging.gateways import clock
from scheduling.domain import sms_texts
from scheduling.domain.prices import price_of
from scheduling.domain.samples import number_of, send_sample
from scheduling.domain.wording_kinds import MEANINGS, OWN_KINDS
from scheduling.domain.wordings import (
    example_of,
    for_script,
    lyktas_words,
    own_wordings,
    remove_wording,
    save_wording,
    weigh,
)
from scheduling.exceptions import NotReachedByText, TooManySamples
from scheduling.forms.wordings import WordingForm
from scheduling.views.doors import UNPROCESSABLE, see_other, signed_in
from volunteers.enums import Language
from volunteers.models import Association, User
from volunteers.queries import access_association, standing_of


@dataclass(frozen=True)
class Line:
    """One kind of text on the list, as a person would read it."""

    kind: str
    title: str | Promise
    use: str | Promise
    words: str
    segments: int
    is_own: bool


@require_safe
@signed_in
def wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text that can be changed, in the language that `?sprak=` names."""
    association = access_association(standing_of(request.user), pk)
    language = language_named(request.GET.get("sprak", Language.SWEDISH))
    own = own_wordings(association)
    context = {
        "association": association,
        "language": language,
        "languages": [(code, label, any(key[1] == code for key in own)) for code, label in Language.choices],
        "lines": [line_of(kind, language, own.get((kind, language), "")) for kind in OWN_KINDS],
        "price": price_of(1),
    }
    return render(request, "scheduling/wordings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wording(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """One text to change. What is posted is kept when it can be used."""
    association = asked_for(request, pk, kind, language)
    if request.method != "POST":
        return page(request, association, kind, language)
    form = WordingForm(request.POST, kind=kind, language=language)
    if not form.is_valid():
        return page(request, association, kind, language, form=form)
    body = form.cleaned_data["body"]
    save_wording(association, kind, language, body, changed_by=cast("User", request.user), now=clock.now())
    messages.success(request, _("Sparat. Nästa sms blir så."))
    return see_other(list_address(association, language))


@require_POST
@signed_in
def preview_wording(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """The words as they would read, and what is wrong with them; nothing is kept."""
    association = asked_for(request, pk, kind, language)
    return page(request, association, kind, language, form=WordingForm(request.POST, kind=kind, language=language))


@require_POST
@signed_in
def try_wording(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """A text with these words to the user's own phone; nothing is kept."""
    association = asked_for(request, pk, kind, language)
    form = WordingForm(request.POST, kind=kind, language=language)
    if form.is_valid():
        user = cast("User", request.user)
        try:
            send_sample(user, association, kind, language, form.cleaned_data["body"], now=clock.now())
            messages.success(request, _("Provet är på väg till din telefon."))
        except (NotReachedByText, TooManySamples) as refusal:
            form.add_error(None, ValidationError(str(refusal)))
    return page(request, association, kind, language, form=form)


@require_POST
@signed_in
def reset_wording(request: HttpRequest, pk: int, kind: str, language: str) -> HttpResponse:
    association = asked_for(request, pk, kind, language)
    remove_wording(association, kind, language)
    messages.success(request, _("Nu gäller Lyktas ord igen."))
    return see_other(list_address(association, language))


def asked_for(request: HttpRequest, pk: int, kind: str, language: str) -> Association:
    """Raises Http404 for an association out of reach, and for a text or language that there is not."""
    association = access_association(standing_of(request.user), pk)
    if kind not in OWN_KINDS:
        raise Http404
    language_named(language)
    return association


def language_named(code: str) -> str:
    if code not in Language.values:
        raise Http404
    return code


def list_address(association: Association, language: str) -> str:
    return f"{reverse('scheduling:wordings', args=[association.pk])}?sprak={language}"


def line_of(kind: str, language: str, own: str) -> Line:
    words = example_of(own or lyktas_words(kind, language), language)
    return Line(
        kind=kind,
        title=OWN_KINDS[kind].title,
        use=OWN_KINDS[kind].use,
        words=words,
        segments=texts.segments(words),
        is_own=bool(own),
    )


def page(
    request: HttpRequest, association: Association, kind: str, language: str, *, form: WordingForm | None = None
) -> HttpResponse:
    own = own_wordings(association).get((kind, language), "")
    theirs = lyktas_words(kind, language)
    chosen = form or WordingForm(kind=kind, language=language, initial={"body": own or theirs})
    draft = weigh(str(chosen["body"].value() or ""), language)
    context = {
        "association": association,
        "kind": kind,
        "own_kind": OWN_KINDS[kind],
        "language": language,
        "language_label": Language(language).label,
        "form": chosen,
        "is_own": bool(own),
        "lyktas": theirs,
        "variables": [(name, MEANINGS[name]) for name in OWN_KINDS[kind].variables],
        "draft": draft,
        "price": price_of(draft.segments),
        "for_script": for_script(language),
        "price_of_one": str(price_of(1)),
        "most": sms_texts.most_segments(language),
        "phone": number_of(cast("User", request.user), association),
        "back": list_address(association, language),
    }
    status = UNPROCESSABLE if chosen.is_bound and chosen.errors else 200
    return render(request, "scheduling/wording.html", context, status=status)
