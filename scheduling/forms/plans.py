"""The plan of texts, in days and hours before a night."""

from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.enums import SummaryWay
from scheduling.models import TextPlan

CLOCKS = ["%H:%M", "%H.%M", "%H:%M:%S"]
HOURS_A_DAY = 24
MOST_QUIET = timedelta(hours=18)
LADDER = (
    *("ask_days", "ask_again_hours", "answer_hours", "offer_hours", "decide_hours", "decide_again_hours"),
    *("remind_hours", "bring", "is_thanking", "fill_days"),
)
SUMMARY = ("summary_way", "summary_at")
PEACE = ("quiet_from", "quiet_to", "day_cap", "week_cap", "gather_minutes", "month_ceiling")


def clock_field(label: Any, help_text: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        input_formats=CLOCKS,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Skriv tiden som 21.00.")},
    )


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    """When texts go, and when they do not. The ceiling is the coordinator's to set."""

    quiet_from = clock_field(gettext_lazy("Tyst från"), gettext_lazy("Då väntar allt som inte gäller i kväll."))
    quiet_to = clock_field(gettext_lazy("Tyst till"), gettext_lazy("Samma tid på båda: inga tysta timmar."))

    summary_at = clock_field(gettext_lazy("Klockan"), gettext_lazy("Dagen före, om det finns en kväll."))

    class Meta:
        model = TextPlan
        fields = (*LADDER, *SUMMARY, *PEACE)
        labels = {
            "ask_days": gettext_lazy("Fråga, dagar före"),
            "ask_again_hours": gettext_lazy("Fråga igen, timmar före"),
            "answer_hours": gettext_lazy("Sista svar, timmar före"),
            "offer_hours": gettext_lazy("Fråga reservlistan igen, timmar före"),
            "decide_hours": gettext_lazy("Avgör kvällar som är för få, timmar före"),
            "decide_again_hours": gettext_lazy("Påminn om beslutet, timmar efter"),
            "remind_hours": gettext_lazy("Påminn, timmar före"),
            "bring": gettext_lazy("Att ta med"),
            "is_thanking": gettext_lazy("Tacka dagen efter och fråga hur det gick"),
            "fill_days": gettext_lazy("Fyll luckor av sig självt, dagar före"),
            "week_cap": gettext_lazy("Frågor i tur och ordning per person och vecka, högst"),
            "summary_way": gettext_lazy("Till ledarna"),
            "day_cap": gettext_lazy("Sms per person och dag, högst"),
            "gather_minutes": gettext_lazy("Samla ihop sms, minuter"),
            "month_ceiling": gettext_lazy("Tak per förening och månad, kronor"),
        }
        help_texts = {
            "ask_days": gettext_lazy("När kvällen är längre bort än så kan frågan vänta till dess."),
            "ask_again_hours": gettext_lazy("Bara den som är tyst. Samma tal som sista svar: ingen andra fråga."),
            "answer_hours": gettext_lazy("Den som frågas sent har alltid minst två timmar på sig."),
            "offer_hours": gettext_lazy(
                "En plats som blir ledig närmare än så ges inte, utan den som står först får frågan. 0: ges alltid."
            ),
            "decide_hours": gettext_lazy(
                "Ledare och samordnare får veta det och väljer: fyll på, slå ihop eller ställ in. 0: aldrig."
            ),
            "decide_again_hours": gettext_lazy("Har ingen bestämt sägs det en gång till, också till samordnaren."),
            "remind_hours": gettext_lazy("Skulle den komma under tysta timmar går den innan de börjar."),
            "bring": gettext_lazy("Står i påminnelsen. Tomt blir: Varma skor!"),
            "fill_days": gettext_lazy("Då frågar Lykta i tur och ordning där någon saknas. 0: bara när ni ber om det."),
            "week_cap": gettext_lazy("Räknar alla frågor, också dem ni ställer själva."),
            "summary_way": gettext_lazy("Hur kvällen står: säker, saknas, obesvarat och vad som händer av sig självt."),
            "day_cap": gettext_lazy("Svar och det som gäller i kväll räknas inte."),
            "gather_minutes": gettext_lazy("Flera frågor till samma person blir ett sms. 0: skicka genast."),
            "month_ceiling": gettext_lazy("Sedan skickas bara det som gäller säkerheten och svar. Tomt: inget tak."),
        }

    def __init__(self, *args: Any, may_set_ceiling: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_set_ceiling:
            del self.fields["month_ceiling"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        days, again, answer = (data.get(name) for name in ("ask_days", "ask_again_hours", "answer_hours"))
        if again is not None and answer is not None and answer > again:
            self.add_error("answer_hours", _("Sista svar kommer efter den andra frågan. Välj färre timmar."))
        if days is not None and again is not None and again >= days * HOURS_A_DAY:
            self.add_error("ask_again_hours", _("Den andra frågan kommer efter den första. Välj färre timmar."))
        if _is_quiet(data):
            self.add_error("summary_at", _("Då är det tyst. Välj en tid när sms får skickas, eller e-post."))
        if _quiet_length(data.get("quiet_from"), data.get("quiet_to")) > MOST_QUIET:
            self.add_error("quiet_to", _("Lämna minst sex timmar om dygnet att skicka på."))
        return data

    @property
    def ladder_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LADDER]

    @property
    def summary_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SUMMARY]

    @property
    def peace_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in PEACE if name in self.fields]


def _is_quiet(data: dict[str, Any]) -> bool:
    """Whether the summary would be a text in the quiet hours."""
    start, end, at = (data.get(name) for name in ("quiet_from", "quiet_to", "summary_at"))
    if data.get("summary_way") != SummaryWay.SMS or start is None or end is None or at is None:
        return False
    return _quiet_length(start, at) < _quiet_length(start, end)


def _quiet_length(start: time | None, end: time | None) -> timedelta:
    if start is None or end is None:
        return timedelta()
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return timedelta(minutes=minutes) % timedelta(days=1)
