"""Going on from a number: nothing after it may be missing."""

from rest_framework.exceptions import ValidationError

from api.domain.problem_words import in_words
from api.enums import Problem
from api.exceptions import Refused
from api.models import Partner
from api.queries.events import first_kept_sequence


def require_kept(partner: Partner, sequence: int, *, latest: int, parameter: str) -> None:
    """Raises Refused when what follows is no longer kept, ValidationError for a number not given out yet."""
    if sequence > latest:
        said = in_words(f"The newest event is number {latest}.", f"Den senaste händelsen är nummer {latest}.")
        raise ValidationError({parameter: [said]})
    if sequence + 1 < first_kept_sequence(partner, latest=latest):
        said = in_words(
            f"Events after that number are no longer kept. Read the lists anew, and go on after number {latest}.",
            f"Händelserna efter det numret finns inte kvar. Läs listorna på nytt, fortsätt efter nummer {latest}.",
        )
        raise Refused(Problem.TOO_FAR_BACK, detail=said)
