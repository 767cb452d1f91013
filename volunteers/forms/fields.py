"""What forms are made of: errors from verbs, fields read by domain/readings, choices of districts and associations."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from volunteers.exceptions import NotUnderstood, PeopleError
from volunteers.models import Association, District

Done = TypeVar("Done")
INDENT = "\u2003"  # an em space, for a select cannot show a tree otherwise


class VerbForm(forms.Form):
    """A form whose errors also come from the verb it leads to."""

    def carry_out(self, verb: Callable[[], Done]) -> Done | None:
        """What the verb returned, or None: then its sentence stands in the form."""
        try:
            return verb()
        except ValidationError as error:
            for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [(None, [error])]:
                self.add_error(name if name in self.fields else None, errors)
        except PeopleError as error:
            self.add_error(None, str(error))
        return None


class ReadField(forms.CharField):
    """A line of text that a reader of domain/readings understands; its sentence is the error."""

    def __init__(self, *, read: Callable[[str], Any], **options: Any) -> None:
        self.read = read
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.read(text)
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def telephone() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})


class OfAssociation(VerbForm):
    """A form that is about one of `associations`. One is no choice: it is taken for granted and stays out of sight."""

    association = forms.ChoiceField(label=_("Förening"))

    def __init__(
        self, data: Any = None, files: Any = None, *, associations: Sequence[Association], **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        self.associations = {str(association.pk): association for association in associations}
        named = [(pk, association.name) for pk, association in self.associations.items()]
        field = forms.ChoiceField(label=_("Förening"), choices=[("", _("Välj förening")), *named])
        if len(associations) == 1:
            field.widget = forms.HiddenInput()
            self.initial["association"] = named[0][0]  # also where the address named none
        self.fields["association"] = field

    def clean_association(self) -> Association:
        return self.associations[self.cleaned_data["association"]]


def district_choices(districts: Sequence[District]) -> list[tuple[str, str]]:
    """As a tree: each level is set in a little."""
    return [(str(d.pk), f"{INDENT * getattr(d, 'tree_depth', 0)}{d.name}") for d in districts]
