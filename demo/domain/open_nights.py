"""Two associations that let people sign themselves up on different terms; the others have Lykta's own."""

from datetime import datetime, timedelta

from demo.domain.accounts import ACCOUNTS
from demo.domain.calendars import KARIN, MARIA, OPENERS
from scheduling.domain.open_nights.terms import Wanted, choose_terms
from scheduling.enums import QuotaSpan
from volunteers.models import Municipality, User

WELCOMING = Wanted(
    members_days=60,
    others_days=60,
    new_days=60,
    quota=2,
    quota_span=QuotaSpan.MONTH,
    asks_leader=False,
    closes_hours=6,
)
CAREFUL = Wanted(
    members_days=42,
    others_days=14,
    new_days=7,
    quota=3,
    quota_span=QuotaSpan.AHEAD,
    asks_leader=True,
    closes_hours=12,
)


def load_terms(town: Municipality, *, now: datetime) -> None:
    """The parents in Flemingsberg take everybody at once; Karin opens to her own first and answers each herself."""
    groups = {each.name: each for each in town.associations.all()}
    for name, wanted, by in ((OPENERS, WELCOMING, MARIA), (ACCOUNTS[0].over, CAREFUL, KARIN)):
        choose_terms(groups[name], wanted, by=User.objects.get(email=by), now=now - timedelta(days=20))
