"""What pages about people show in words."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from volunteers.domain.languages import name_languages

register = template.Library()


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Svenska, arabiska: the languages someone speaks, in the reader's."""
    return name_languages(codes, get_language() or "sv")
