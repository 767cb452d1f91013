"""How a group is divided: who goes, who of them leads, and which way."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scheduling.domain.regrouping.proposing import Proposal
from scheduling.domain.regrouping.splitting import Choice
from scheduling.models import Attendance, Route

CHOOSE = gettext_lazy("Välj den nya gruppen och dess ledare bland dem som kommer.")


class SplitForm(forms.Form):
    """Without data it is as proposed."""

    goes = forms.MultipleChoiceField(error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    leader = forms.ChoiceField(required=False, error_messages={"invalid_choice": CHOOSE})
    route = forms.ModelChoiceField(
        Route.objects.none(),
        error_messages={"required": gettext_lazy("Välj rutt."), "invalid_choice": gettext_lazy("Välj rutt.")},
    )

    def __init__(
        self, *args: Any, people: Sequence[Attendance], routes: Collection[int], proposal: Proposal, route: Route
    ) -> None:
        super().__init__(*args)
        keys = [(str(one.pk), one.volunteer.name) for one in people]
        self.fields["goes"].choices = keys  # type: ignore[attr-defined]  # set for those who come
        self.fields["leader"].choices = [("", ""), *keys]  # type: ignore[attr-defined]  # as above
        self.fields["route"].queryset = Route.objects.select_related("district", "municipality").filter(pk__in=routes)  # type: ignore[attr-defined]  # as above
        self.proposal, self.proposed_route = proposal, route

    def choice(self) -> Choice:
        """Of a valid form, or the proposal where nothing was given."""
        if not self.is_bound:
            return Choice(frozenset(self.proposal.goes), self.proposal.leader, self.proposed_route)
        leader = self.cleaned_data["leader"]
        goes = frozenset(int(key) for key in self.cleaned_data["goes"])
        return Choice(goes, int(leader) if leader else None, self.cleaned_data["route"])
