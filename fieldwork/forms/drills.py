"""When a drill is held, and who leads the group that is not out."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.forms.fields import date_field, time_field
from volunteers.models import Municipality, Volunteer


class DrillForm(forms.Form):
    """`cleaned_data` gets starts_at, which is now for a drill at once."""

    day = date_field(gettext_lazy("Dag"), required=False)
    time = time_field(gettext_lazy("Tid"), required=False)
    leader = forms.ModelChoiceField(
        queryset=Volunteer.objects.none(),
        label=gettext_lazy("Ledare som är med"),
        required=False,
        empty_label=gettext_lazy("Ingen, bara jouren"),
        help_text=gettext_lazy("Fråga först. Personen får samma sms och samtal som om gruppen vore ute."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        town: Municipality,
        leaders: QuerySet[Volunteer],
        at_once: bool = False,
        now: datetime,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]  # its kind of field has it
        self._town, self._at_once, self._now = town, at_once, now

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self._at_once:
            data["starts_at"] = self._now
        elif data.get("day") and data.get("time"):
            local = datetime.combine(data["day"], data["time"], tzinfo=self._town.zone)
            data["starts_at"] = local.astimezone(UTC)
        elif not self.errors:
            self.add_error("day", _("Välj dag och tid."))
        return data
