"""How pages answer a form: go on to the next page, or stand again with what is to be put right."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done, and a reload of the next page does not do it again."""

    status_code = 303


def see(name: str, *args: object, query: str = "") -> SeeOther:
    return SeeOther(reverse(f"volunteers:{name}", args=args) + query)


def ask(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The page with its form; 422 when it stands there again with errors."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"volunteers/{template}", {"form": form, **context}, status=status)
