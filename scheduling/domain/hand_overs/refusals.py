"""What a volunteer reads when something stops a swap."""

from django.utils.translation import gettext as _

from scheduling.exceptions import NoSwap, SchedulingError
from volunteers.models import Volunteer


def fit_for(error: SchedulingError, reader: Volunteer) -> str:
    """What keeps somebody else from a night, such as their age, is between them and the leader."""
    if isinstance(error, NoSwap) and error.about not in {None, reader.pk}:
        return _("Det bytet går inte att göra just nu. Ledaren kan säga mer.")
    return str(error)
