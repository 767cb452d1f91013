"""What of all observations somebody wants to see, and the acts on one of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.enums import STILL_OPEN, ObservationState
from fieldwork.models import Observation, ObservationCategory, ObservationRules, PlaceOwner
from fieldwork.models.observation import ObservationQuerySet
from volunteers.models import District

EVERY = "alla"


class ObservationFilter(forms.Form):
    """Plain GET: the address of a list can be kept and sent on. What is not understood is passed over."""

    is_filter = True

    lage = forms.ChoiceField(label=_("Läge"), required=False)
    slag = forms.ModelChoiceField(ObservationCategory.objects.none(), label=_("Slag"), required=False)
    omrade = forms.ModelChoiceField(District.objects.none(), label=_("Område"), required=False)
    agare = forms.ModelChoiceField(PlaceOwner.objects.none(), label=_("Ägare"), required=False)

    def __init__(self, data: Any, *, towns: Sequence[int]) -> None:
        super().__init__(data)
        state = self.fields["lage"]
        assert isinstance(state, forms.ChoiceField)  # noqa: S101 - tells the type
        state.choices = [("", _("Öppna")), *ObservationState.choices, (EVERY, _("Alla"))]
        rows = {
            "slag": (ObservationCategory.objects.filter(municipality__in=towns, parent=None), _("Alla slag")),
            "omrade": (District.objects.filter(municipality__in=towns), _("Alla områden")),
            "agare": (PlaceOwner.objects.filter(municipality__in=towns), _("Alla ägare")),
        }
        for name, (choices, every) in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
            field.queryset, field.empty_label = choices, every

    def of(self, observations: ObservationQuerySet) -> ObservationQuerySet:
        """Those that are asked for."""
        self.full_clean()
        asked = self.cleaned_data
        state, category = asked.get("lage", ""), asked.get("slag")
        if state != EVERY:
            observations = observations.filter(state__in=[state] if state else STILL_OPEN)
        if category is not None:
            kinds = ObservationCategory.objects.filter(parent=category).values("pk")
            observations = observations.filter(category__in=kinds) | observations.filter(category=category)
        if asked.get("omrade") is not None:
            observations = observations.filter(district=asked["omrade"])
        if asked.get("agare") is not None:
            observations = observations.filter(owner=asked["agare"])
        return observations


class MoveForm(forms.Form):
    """Another state, and why. `seen` is the state that whoever presses has looked at."""

    to = forms.ChoiceField(choices=ObservationState.choices)
    seen = forms.ChoiceField(choices=ObservationState.choices)
    detail = forms.CharField(label=_("Varför, eller vad som är sagt"), required=False, max_length=200)


class PhotoRemovalForm(forms.Form):
    reason = forms.CharField(label=_("Varför?"), required=False, max_length=120)


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    class Meta:
        model = ObservationCategory
        fields = ("name", "target_days", "join_metres", "is_active")


class NewCategoryForm(forms.Form):
    name = forms.CharField(label=_("Namn"), max_length=60)
    target_days = forms.IntegerField(label=_("Dagar till åtgärd"), min_value=0, max_value=730, initial=30)
    parent = forms.ModelChoiceField(
        ObservationCategory.objects.none(), label=_("Hör till"), required=False, empty_label=_("Ett eget slag")
    )

    def __init__(self, *args: Any, municipality: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = ObservationCategory.objects.filter(municipality=municipality, parent=None)


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    class Meta:
        model = ObservationRules
        fields = ("join_metres", "pass_metres")
        help_texts = {
            "join_metres": _("Samma slag av fel så nära varandra är samma fel. Ett slag kan ha ett eget avstånd."),
            "pass_metres": _("Den grupp som går så nära får frågan om det är lagat."),
        }


def allowed_moves(observation: Observation, moves: frozenset[str]) -> list[ObservationState]:
    """In the order of the states."""
    return [state for state in ObservationState if state in moves and state != observation.state]
