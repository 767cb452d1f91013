"""Things and numbers in words. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.models import KitGap, KitItem
from scheduling.domain.number_words import capital, in_words


def pieces(number: int, item: KitItem) -> str:
    """Gula västar (3 st), in a list as in a sentence.

    The label is as the association wrote it, of one or of many: a number before it would ask for another ending.
    """
    return _("%(label)s (%(number)s st)") % {"label": item.label, "number": number}


def missing_words(gaps: Sequence[KitGap]) -> str:
    """How many things are missing, in a sentence."""
    count = sum(gap.number for gap in gaps)
    if count == 0:
        return _("Inget saknas.")
    said = ngettext("%(number)s sak saknas.", "%(number)s saker saknas.", count)
    return capital(said % {"number": in_words(count)})
