"""The pages a visitor meets without signing in."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteers.queries import municipalities_with_contact


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(settings.HOME_URL)
    return render(request, "start.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html", {"contacts": municipalities_with_contact()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html", {"contacts": municipalities_with_contact()})


def closed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - closed to every request alike
    """A page of the account library that Lykta does not offer."""
    raise Http404
