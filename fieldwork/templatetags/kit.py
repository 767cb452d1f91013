"""What an association lends out, for templates: `{% load kit %}` gives the filter pieces."""

from django import template

from fieldwork.domain.kit import words
from fieldwork.models import KitItem

register = template.Library()


@register.filter
def pieces(item: KitItem, number: int) -> str:
    return words.pieces(number, item)
