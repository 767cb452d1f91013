"""What is counted, and what there is to lend."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from fieldwork.domain.kit.section import KitLine, KitSection
from fieldwork.enums import KitKind
from fieldwork.models import KitItem
from scheduling.forms.fields import date_field, number_field
from scheduling.forms.words import REQUIRED
from volunteers.models import Volunteer

MOST = 200


def how_many(label: Any, most: int, *, least: int = 0, help_text: str = "") -> forms.TypedChoiceField:
    """A number to choose, which a thumb can do in the dark."""
    choices = [(str(number), str(number)) for number in range(least, most + 1)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, help_text=help_text, error_messages=REQUIRED
    )


class CountForm(forms.Form):
    """So many of each of `lines`, within `limits` by primary key; `numbers`, once valid."""

    def __init__(
        self,
        data: Any = None,
        *,
        lines: Sequence[KitLine],
        limits: Mapping[int, int],
        proposed: Mapping[int, int],
        prefix: str,
    ) -> None:
        initial = {str(pk): number for pk, number in proposed.items()}
        super().__init__(data, initial=initial, prefix=prefix)
        for line in lines:
            if line.item.pk in limits:
                self.fields[str(line.item.pk)] = how_many(
                    line.item.label, limits[line.item.pk], help_text=self.help_for(line)
                )

    def help_for(self, line: KitLine) -> str:
        """Where it is fetched, and what a larger number than there should be means.

        A form shows help as it is, and where a thing is kept was written by somebody.
        """
        turns_up = _("Fler än %(here)s: då är det som saknas hittat.") % {"here": line.here}
        said = [end_sentence(line.item.kept_at), turns_up if line.most > line.here else ""]
        return escape(" ".join(filter(None, said)))

    @property
    def numbers(self) -> dict[int, int]:
        return {int(name): value for name, value in self.cleaned_data.items() if name.isdecimal()}


class CountInForm(CountForm):
    note = forms.CharField(
        label=_("Saknas något? Skriv varför"),
        required=False,
        max_length=200,
        help_text=_("Nästa grupp läser det: Glömd i bilen."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def help_for(self, line: KitLine) -> str:
        return _("Gruppen tog med %(taken)s.") % {"taken": line.taken}


def out_form(section: KitSection, data: Any = None) -> CountForm:
    return CountForm(data, lines=section.lines, limits=section.out_limits, proposed=section.out_initial, prefix="out")


def in_form(section: KitSection, data: Any = None) -> CountInForm:
    return CountInForm(data, lines=section.taken, limits=section.in_limits, proposed=section.in_initial, prefix="in")


class ItemForm(forms.Form):
    """A thing to lend out."""

    kind = forms.ChoiceField(label=_("Slag"), choices=KitKind.choices, error_messages=REQUIRED)
    label = forms.CharField(
        label=_("Namn"), max_length=60, help_text=_("Som ni säger det: Gula västar."), error_messages=REQUIRED
    )
    quantity = number_field(_("Antal"), least=1, most=MOST, initial=1)
    kept_at = forms.CharField(
        label=_("Var det finns"),
        max_length=120,
        required=False,
        help_text=_("Syns bara på sidor. Skriv aldrig koder eller var nyckeln ligger."),
    )


class LoanForm(forms.Form):
    """One of `people` has some of a thing at home."""

    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(), label=_("Till"), empty_label=_("Välj någon"), error_messages=REQUIRED
    )
    due_on = date_field(_("Tillbaka senast"), _("Tomt: tills vidare."), required=False)

    def __init__(self, data: Any = None, *, item: KitItem) -> None:
        super().__init__(data)
        people = Volunteer.objects.active().filter(memberships__association=item.association_id).order_by("name", "pk")
        self.fields["volunteer"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["number"] = how_many(_("Antal"), item.here, least=1)
        self.order_fields(["volunteer", "number", "due_on"])


class SomeForm(forms.Form):
    """So many of what is missing, or of what comes back."""

    number = forms.IntegerField(min_value=0, max_value=MOST)


def end_sentence(words: str) -> str:
    return f"{words.rstrip('.')}." if words else ""


def item_initial(item: KitItem) -> dict[str, Any]:
    return {"kind": item.kind, "label": item.label, "quantity": item.quantity, "kept_at": item.kept_at}
