"""The page on which an owner answers without an account. The token in the address is the key.

Reading never answers: mail programs and scanners fetch links before people do.
"""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from fieldwork.domain.referrals.answering import answer_referral
from fieldwork.domain.referrals.letters import facts_of
from fieldwork.domain.referrals.links import find_by_photo, find_referral, is_open, photo_path
from fieldwork.forms.referrals import OWNER_SAYS, AnswerForm
from fieldwork.models import Referral
from messaging.gateways import clock
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.views.answers import shown
from scheduling.views.doors import UNPROCESSABLE, see_other

BY_LINK = Origin(Door.EMAIL)


def access(token: str) -> Referral:
    """Raises Http404 for a token that never was."""
    referral = find_referral(token)
    if referral is None:
        raise Http404
    return referral


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a token that never was, 410 for one that was closed or that says nothing more."""
    referral = access(token)
    if not is_open(referral, now=clock.now()):
        seen_as = HTTPStatus.OK if "svarat" in request.GET and referral.answered_at else HTTPStatus.GONE
        return shown(render(request, "fieldwork/owner_answer_gone.html", {"referral": referral}, status=seen_as))
    form = AnswerForm(request.POST if request.method == "POST" else None, referral=referral, says=OWNER_SAYS)
    if form.is_valid():
        done = form.carry_out(lambda: answer_referral(referral, form.answer, origin=BY_LINK, now=clock.now()))
        if done is not None:
            return shown(see_other(f"{reverse('fieldwork:owner_answer', args=[token])}?svarat=1"))
    context = {
        "referral": referral,
        "observation": referral.observation,
        "facts": facts_of(referral.observation, language=get_language() or "sv"),
        "form": form,
        "is_answered": "svarat" in request.GET and referral.answered_at is not None,
        "photo": photo_path(referral) if referral.shows_photo and referral.observation.photos.exists() else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return shown(render(request, "fieldwork/owner_answer.html", context, status=status))


@require_safe
def photo(_request: HttpRequest, uuid: UUID, token: str) -> HttpResponse:
    """The newest photo, where the coordinator has shown it and as long as the link is open. Raises Http404."""
    referral = find_by_photo(uuid, token)
    kept = referral.observation.photos.first() if referral and is_open(referral, now=clock.now()) else None
    if kept is None:
        raise Http404
    return shown(HttpResponse(bytes(kept.jpeg), content_type="image/jpeg"))
