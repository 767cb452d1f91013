"""A season's question: until when it takes answers, and what was pressed on one night."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.forms.fields import date_field

WORDS: dict[str, bool | None] = {"kan": True, "kan-inte": False, "inget": None}


class AskSeasonForm(forms.Form):
    last_day = date_field(_("Sista dag att svara"), _("De som är tysta kan du påminna en gång."))


def pressed(data: Any) -> tuple[date, bool | None] | None:
    """The night and the word of the button that was pressed: 2026-10-16 kan. None for anything else."""
    night, _space, word = data.get("kvall", "").partition(" ")
    if word not in WORDS:
        return None
    try:
        return date.fromisoformat(night), WORDS[word]
    except ValueError:
        return None
