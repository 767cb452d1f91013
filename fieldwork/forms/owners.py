"""Owners, their rules, and trying out whose a fault would be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import HandOverWay, Open311Format, OwnerKind
from fieldwork.exceptions import FieldworkError
from fieldwork.models import ObservationCategory, PlaceOwner
from scheduling.forms.words import REQUIRED
from volunteers.forms.fields import INDENT, VerbForm, district_choices
from volunteers.models import District

Done = TypeVar("Done")
ADDRESS = {"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}


class OwnerForm(VerbForm):
    """Who it is, and how it gets to know."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=80,
        error_messages=REQUIRED,
        help_text=_("Som ni säger det: Huge Bostäder, Kommunens gatuavdelning."),
    )
    kind = forms.ChoiceField(label=_("Slag"), choices=OwnerKind.choices)
    way = forms.ChoiceField(
        label=_("Så lämnas det över"), choices=HandOverWay.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    email = forms.EmailField(
        label=_("E-post"), required=False, help_text=_("Felanmälans brevlåda, inte en enskild persons.")
    )
    open311_url = forms.CharField(
        label=_("Adress till deras Open311"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=ADDRESS),
        help_text=_("Det som står före /requests.xml, till exempel https://felanmalan.example/open311/v2."),
    )
    open311_jurisdiction = forms.CharField(
        label=_("Deras jurisdiction_id"),
        required=False,
        max_length=80,
        help_text=_("Bara om deras system tar emot åt flera."),
    )
    open311_format = forms.ChoiceField(
        label=_("Så svarar deras system"),
        choices=Open311Format.choices,
        initial=Open311Format.XML,
        required=False,
        help_text=_("XML ska alla klara. Välj JSON om de ber om det."),
    )
    sends_by_itself = forms.BooleanField(
        label=_("Skicka utan att någon granskar"),
        required=False,
        help_text=_("Annars läser en samordnare varje iakttagelse innan den lämnas över."),
    )
    is_active = forms.BooleanField(label=_("Tar emot just nu"), required=False, initial=True)

    def clean_open311_format(self) -> str:
        return str(self.cleaned_data["open311_format"] or Open311Format.XML)

    @staticmethod
    def shown(owner: PlaceOwner) -> dict[str, Any]:
        """As it stands, to begin from."""
        return {name: getattr(owner, name) for name in OwnerForm.base_fields}


class ServicesForm(forms.Form):
    """Which of an Open311 system's services each kind of fault is."""

    def __init__(
        self,
        data: Any = None,
        *,
        owner: PlaceOwner,
        categories: Sequence[ObservationCategory],
        chosen: Mapping[int, str],
        **options: Any,
    ) -> None:
        super().__init__(data, **{"auto_id": "slag-%s", **options})
        self.categories = {name_of(one): one for one in categories}
        offered = [(one["code"], service_words(one)) for one in owner.open311_services]
        for name, category in self.categories.items():
            own = chosen.get(category.pk, "")
            kept = [(own, own)] if own and own not in dict(offered) else []
            every = _("Som slaget ovanför") if category.parent_id else _("Ingen")
            self.fields[name] = forms.ChoiceField(
                label=f"{category.parent.name}: {category.name}" if category.parent else category.name,
                choices=[("", every), *kept, *offered],
                initial=own,
                required=False,
            )

    @property
    def chosen(self) -> dict[ObservationCategory, str]:
        return {category: self.cleaned_data[name] for name, category in self.categories.items()}


def name_of(category: ObservationCategory) -> str:
    return f"slag-{category.pk}"


def service_words(service: Mapping[str, Any]) -> str:
    """As the owner calls it. One that asks for more than Lykta has says so."""
    name = f"{service['group']}: {service['name']}" if service.get("group") else str(service["name"])
    return _("%(name)s (ber om mer än Lykta vet)") % {"name": name} if service.get("needs_more") else name


class PlacedForm(forms.Form):
    """A kind of fault and a district, each from the municipality's own."""

    category = forms.ChoiceField(label=_("Slag"), required=False)
    district = forms.ChoiceField(label=_("Område"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        categories: Sequence[ObservationCategory],
        districts: Sequence[District],
        every: tuple[str, str] = ("", ""),
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.categories = {str(one.pk): one for one in categories}
        self.districts = {str(one.pk): one for one in districts}
        of_kind, of_place = every
        self._choose("category", of_kind, category_choices(categories))
        self._choose("district", of_place, district_choices(districts))

    def _choose(self, name: str, every: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = [("", every), *choices]

    def clean_category(self) -> ObservationCategory | None:
        return self.categories.get(self.cleaned_data["category"])

    def clean_district(self) -> District | None:
        return self.districts.get(self.cleaned_data["district"])


class RuleForm(PlacedForm):
    """Whose it is."""

    owner = forms.ChoiceField(label=_("Ägare"), error_messages=REQUIRED)
    field_order = ("category", "district", "owner")

    def __init__(self, data: Any = None, *, owners: Sequence[PlaceOwner], **options: Any) -> None:
        super().__init__(data, **{"every": (str(_("Allt")), str(_("Hela kommunen"))), "prefix": "regel", **options})
        self.owners = {str(one.pk): one for one in owners}
        self._choose("owner", str(_("Välj ägare")), [(pk, one.name) for pk, one in self.owners.items()])

    def clean_owner(self) -> PlaceOwner:
        return self.owners[self.cleaned_data["owner"]]

    def carry_out(self, verb: Callable[[], Done]) -> Done | None:
        """What the verb returned, or None: then its sentence stands in the form."""
        try:
            return verb()
        except FieldworkError as error:
            self.add_error(None, str(error))
        return None


class TryForm(PlacedForm):
    """A fault that nobody has seen, to try the rules on. Sent by GET."""

    is_filter = True

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **{"every": (str(_("Välj slag")), str(_("Inget område"))), "prefix": "prov", **options})


def category_choices(categories: Sequence[ObservationCategory]) -> list[tuple[str, str]]:
    """As a tree: what lies below a kind is set in a little."""
    return [(str(one.pk), f"{INDENT if one.parent_id else ''}{one.name}") for one in categories]
