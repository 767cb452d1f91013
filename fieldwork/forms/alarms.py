"""Forms of alarms: whom somebody has spoken with, which of the past are shown, and a municipality's ladder."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.domain.alarms.policies import PANIC_WORDS, RUNGS
from fieldwork.enums import Rung
from fieldwork.models import Alarm, AlarmPolicy
from scheduling.forms.fields import date_field
from scheduling.forms.words import REQUIRED

STEPS = 6  # as many rungs as a ladder can have
NOT_USED = ""
REAL, DRILLS = "larm", "ovningar"


class SpokenForm(forms.Form):
    spoken_with = forms.CharField(
        label=gettext_lazy("Vem har du pratat med?"),
        max_length=80,
        help_text=gettext_lazy("Röstbrevlåda räknas inte."),
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PastAlarmFilter(forms.Form):
    """Plain GET: the address of a list can be kept and sent on. What is not understood is passed over."""

    is_filter = True

    fran = date_field(gettext_lazy("Från"), required=False)
    till = date_field(gettext_lazy("Till och med"), required=False)
    slag = forms.ChoiceField(
        label=gettext_lazy("Visa"),
        required=False,
        choices=[
            ("", gettext_lazy("Larm och övningar")),
            (REAL, gettext_lazy("Bara larm")),
            (DRILLS, gettext_lazy("Bara övningar")),
        ],
    )

    def of(self, alarms: QuerySet[Alarm]) -> QuerySet[Alarm]:
        """Those of the nights that are asked for. A drill has its own day, whatever night it speaks of."""
        self.full_clean()
        asked = self.cleaned_data
        first, last = asked.get("fran"), asked.get("till")
        if first:
            alarms = alarms.filter(
                Q(is_drill=False, shift__night__gte=first) | Q(is_drill=True, opened_at__date__gte=first)
            )
        if last:
            alarms = alarms.filter(
                Q(is_drill=False, shift__night__lte=last) | Q(is_drill=True, opened_at__date__lte=last)
            )
        if asked.get("slag"):
            alarms = alarms.filter(is_drill=asked["slag"] == DRILLS)
        return alarms


def minutes_field(label: Any, *, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages=REQUIRED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PolicyForm(forms.Form):
    """A municipality's ladder: its times, in which step each is told first, its words for help, and its drills."""

    grace_minutes = minutes_field(
        gettext_lazy("Väntetid efter hemkomsten, minuter"),
        least=0,
        most=120,
        help_text=gettext_lazy("Så länge väntar vi innan larmet öppnas. Ledaren får en vänlig fråga redan i tid."),
    )
    step_minutes = minutes_field(gettext_lazy("Minuter mellan stegen"), least=1, most=60)
    call_after_minutes = minutes_field(
        gettext_lazy("Ring upp efter, minuter"),
        least=0,
        most=120,
        help_text=gettext_lazy("Den som har fått sms och inte svarat blir uppringd vid nästa steg efter så lång tid."),
    )
    rest_minutes = minutes_field(
        gettext_lazy("Vila när någon har tagit larmet, minuter"),
        least=5,
        most=120,
        help_text=gettext_lazy("Är larmet inte löst då går det vidare av sig självt."),
    )
    extend_minutes = minutes_field(gettext_lazy("Mer tid på begäran, minuter"), least=5, most=120)
    most_extensions = minutes_field(gettext_lazy("Så många gånger en kväll"), least=0, most=10)
    panic_words = forms.CharField(
        label=gettext_lazy("Larmord"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "Ord som larmar alla i jour när någon i en grupp skickar dem. Skilj dem med mellanslag."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    drills = forms.BooleanField(
        label=gettext_lazy("Öva en gång i månaden"),
        required=False,
        help_text=gettext_lazy(
            "Samordnarna får veta tiden i förväg. Bara jouren larmas, och en ledare som har sagt ja."
        ),
    )

    def __init__(self, data: Any = None, *, policy: AlarmPolicy) -> None:
        super().__init__(data, initial=self.shown(policy))
        choices = [(str(number), _("Steg %(number)s") % {"number": number}) for number in range(1, STEPS + 1)]
        for rung in Rung:
            may_be_left_out = rung != Rung.COORDINATOR_DUTY
            self.fields[f"rung_{rung.value}"] = forms.ChoiceField(
                label=rung.label,
                choices=[*choices, (NOT_USED, _("Larmas inte"))] if may_be_left_out else choices,
                required=not may_be_left_out,
                error_messages=REQUIRED,
            )

    @staticmethod
    def shown(policy: AlarmPolicy) -> dict[str, Any]:
        """The policy as the fields show it."""
        times = ("grace_minutes", "step_minutes", "call_after_minutes", "rest_minutes", "extend_minutes")
        rungs = policy.rungs or [[str(one) for one in rung] for rung in RUNGS]
        steps = {f"rung_{rung}": str(number) for number, several in enumerate(rungs, start=1) for rung in several}
        return {
            **{name: getattr(policy, name) for name in (*times, "most_extensions", "drills")},
            "panic_words": " ".join(policy.panic_words or PANIC_WORDS),
            **steps,
        }

    def rung_fields(self) -> list[forms.BoundField]:
        return [self[f"rung_{rung.value}"] for rung in Rung]

    def clean_panic_words(self) -> list[str]:
        words = [word.upper() for word in self.cleaned_data["panic_words"].replace(",", " ").split()]
        if not words:
            raise ValidationError(_("Skriv minst ett larmord."))
        chosen = list(dict.fromkeys(words))
        return [] if chosen == list(PANIC_WORDS) else chosen  # whoever changes nothing keeps to Lykta's own

    @property
    def chosen(self) -> dict[str, Any]:
        """What is to be kept, once valid. Steps that nobody was put in fall away."""
        data = dict(self.cleaned_data)
        step_of = {rung: data.pop(f"rung_{rung.value}") for rung in Rung}
        steps = sorted({int(step) for step in step_of.values() if step})
        data["rungs"] = [[rung.value for rung in Rung if step_of[rung] == str(step)] for step in steps]
        return data
