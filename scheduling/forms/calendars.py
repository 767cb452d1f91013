"""Whose nights a calendar shows, and which of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.domain.feeds.grants import Grant
from scheduling.domain.feeds.kinds import COUNTED, FeedType
from scheduling.enums import FeedKind, ShiftKind, ShiftState
from scheduling.forms.words import REQUIRED
from scheduling.models import CalendarLink, Route, Season
from volunteers.forms.fields import INDENT
from volunteers.models import District

SHOWN_STATES = (ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE, ShiftState.CANCELLED)
ALARMS = {
    "0": _("Inget larm: sms:et påminner"),
    "30": _("30 minuter före"),
    "60": _("En timme före"),
    "120": _("Två timmar före"),
    "1440": _("Dagen före"),
}
OF_DISTRICTS = frozenset({FeedKind.MUNICIPALITY, FeedKind.PARTNER})


def alarm_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Larm i kalendern"),
        choices=ALARMS.items(),
        initial="0",
        help_text=_("En del program hoppar över larm."),
    )


class OwnLinkForm(forms.Form):
    """What a person chooses for a link to their own nights."""

    alarm = alarm_field()


class GrantForm(forms.Form):
    """What a new link shows. A kind of calendar is asked only about what it can leave out."""

    label = forms.CharField(
        label=_("Vad länken ska användas till"),
        required=False,
        max_length=CalendarLink._meta.get_field("label").max_length,
        help_text=_("Till exempel väggskärmen på fritidsgården. Då vet ni vilken ni stänger."),
    )
    districts = forms.MultipleChoiceField(
        label=_("Bara i de här områdena"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Välj inget för hela kommunen. Det som ligger under ett område följer med."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Bara de här slagen"),
        required=False,
        choices=ShiftKind.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
        help_text=_("Välj inget för alla."),
    )
    states = forms.MultipleChoiceField(
        label=_("Bara kvällar som är"),
        required=False,
        choices=[(state.value, state.label) for state in SHOWN_STATES],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
        help_text=_("Välj inget för alla. Utan inställda försvinner en inställd kväll i stället för att strykas över."),
    )
    only_short = forms.BooleanField(label=_("Bara kvällar som saknar folk"), required=False)
    hides_crew = forms.BooleanField(label=_("Visa inte hur många som är klara"), required=False)
    alarm = alarm_field()

    def __init__(
        self, data: Any = None, *, feed_type: FeedType, districts: Sequence[District] = (), **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.choose_among("districts", [(str(one.pk), indented(one)) for one in districts])
        left_out = {
            "districts": feed_type.kind not in OF_DISTRICTS or not districts,
            "kinds": feed_type.kind == FeedKind.ROSTER,
            "states": feed_type.is_own,
            "only_short": feed_type.telling not in COUNTED,
            "hides_crew": feed_type.telling not in COUNTED,
        }
        for name, is_left_out in left_out.items():
            if is_left_out:
                del self.fields[name]

    def choose_among(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = list(choices)

    @property
    def limits(self) -> list[forms.BoundField]:
        """What can be left out: asked about apart, since most people want everything."""
        names = ("districts", "kinds", "states", "only_short", "hides_crew")
        return [self[name] for name in names if name in self.fields]

    @property
    def has_wrong_limit(self) -> bool:
        return any(field.errors for field in self.limits)

    @property
    def grant(self) -> Grant:
        """Once the form is valid. All of something is no limit: what is added to it later is to be shown too."""
        given = self.cleaned_data
        kinds, states = given.get("kinds", []), given.get("states", [])
        return Grant(
            kinds=() if len(kinds) == len(ShiftKind) else tuple(kinds),
            states=() if len(states) == len(SHOWN_STATES) else tuple(states),
            districts=tuple(int(pk) for pk in given.get("districts", [])),
            only_short=given.get("only_short", False),
            hides_crew=given.get("hides_crew", False),
            alarm=int(given["alarm"]),
        )


class CalendarChoiceForm(forms.Form):
    """What an association lets its calendars say."""

    shows_first_names = forms.BooleanField(
        label=_("Visa förnamn"),
        required=False,
        help_text=_(
            "I föreningens och säsongens kalendrar står vilka som är klara, med förnamn. Aldrig efternamn, nummer "
            "eller vilka som har sagt nej. Alla som har en sådan länk ser det, så fråga gruppen först."
        ),
    )
    opens_every_night = forms.BooleanField(
        label=_("Öppna alla kvällar"),
        required=False,
        help_text=_(
            "Alla ser varje publicerad kväll, utan namn, på startsidan och i den öppna kalendern, och kan anmäla sig "
            "själva. Utan krysset väljer ni kväll för kväll."
        ),
    )


class CalendarLinkForm(GrantForm):
    """A link over one of `owners`. One is no choice: it is taken for granted and stays out of sight."""

    owner = forms.ChoiceField(error_messages=REQUIRED)
    field_order = ("owner", "label")

    def __init__(self, data: Any = None, *, feed_type: FeedType, owners: Iterable[Any], **options: Any) -> None:
        super().__init__(data, feed_type=feed_type, **options)
        self.owners: Mapping[str, Any] = {str(owner.pk): owner for owner in owners}
        self.choose_among("owner", [(pk, owner_label(owner)) for pk, owner in self.owners.items()])
        self.fields["owner"].label = OWNER_WORDS[feed_type.owner_field]
        if len(self.owners) == 1:
            self.fields["owner"].widget = forms.HiddenInput()
            self.initial["owner"] = next(iter(self.owners))

    def clean_owner(self) -> Any:
        return self.owners[self.cleaned_data["owner"]]


OWNER_WORDS = {
    "volunteer": _("Person"),
    "association": _("Förening"),
    "season": _("Säsong"),
    "route": _("Rutt"),
    "district": _("Område"),
    "municipality": _("Kommun"),
}


def owner_label(owner: Any) -> str:
    if isinstance(owner, Season):
        return f"{owner.association.name}: {owner.name}"
    if isinstance(owner, Route):
        return f"{owner.name} ({owner.district.name})"
    return indented(owner) if isinstance(owner, District) else str(owner.name)


def indented(district: District) -> str:
    return f"{INDENT * getattr(district, 'tree_depth', 0)}{district.name}"
