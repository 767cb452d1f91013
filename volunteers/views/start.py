"""What everybody may read of Lykta without signing in."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.queries import municipalities_with_contact


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html", {"contacts": municipalities_with_contact()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"contacts": municipalities_with_contact(), "days_kept": settings.INTERESTS_KEPT_DAYS}
    return render(request, "privacy.html", context)


def closed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - closed to every request alike
    """A page of the account library that Lykta does not offer."""
    raise Http404
