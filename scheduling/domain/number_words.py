"""Small numbers and lists as people say them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SMALL = (
    gettext_lazy("ingen"),
    gettext_lazy("en"),
    gettext_lazy("två"),
    gettext_lazy("tre"),
    gettext_lazy("fyra"),
    gettext_lazy("fem"),
    gettext_lazy("sex"),
    gettext_lazy("sju"),
    gettext_lazy("åtta"),
    gettext_lazy("nio"),
    gettext_lazy("tio"),
    gettext_lazy("elva"),
    gettext_lazy("tolv"),
)


def in_words(count: int) -> str:
    """En, två … tolv, then figures."""
    return str(SMALL[count]) if 0 <= count < len(SMALL) else str(count)


def capital(text: str) -> str:
    """The same with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Karin, Johan och Anna"""
    if len(names) < 2:  # noqa: PLR2004 - one name needs no "and"
        return "".join(names)
    return _("%(first)s och %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
