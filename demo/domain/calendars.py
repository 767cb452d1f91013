"""Who subscribes already in the demo town. The tokens are random and nobody's; a newcomer makes links of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.domain.partner_calendars import make_calendar
from api.models import ApiKey
from demo.domain.accounts import ACCOUNTS, API_KEY_PREFIX
from scheduling.domain.calendar_choices import choose_calendar
from scheduling.domain.calendar_links import Owner, find_link, make_link, revoke_link
from scheduling.domain.feeds.grants import EVERYTHING, Grant
from scheduling.domain.own_calendars import make_own_link
from scheduling.enums import FeedKind, ShiftKind
from scheduling.models import CalendarLink
from volunteers.models import Municipality, User

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KARIN, MARIA = (account.email for account in ACCOUNTS)
OPENERS = "Flemingsbergs föräldrar"
WALKERS_TELEPHONE = "Anna Lindqvist"


@dataclass(frozen=True)
class Made:
    """A link that somebody made `age` ago, and the program that fetched it last."""

    owner: Owner
    kind: FeedKind
    by: str
    client: str
    age: timedelta
    fetched: timedelta
    label: str = ""
    grant: Grant = EVERYTHING


def load_calendars(town: Municipality, *, now: datetime) -> None:
    """One of most kinds, one closed lately, a partner's, and one that a walker made alone."""
    everyone_welcome(town, now=now)
    for one in made_in(town):
        by, made_at = User.objects.get(email=one.by), now - one.age
        token = make_link(one.owner, kind=one.kind, grant=one.grant, label=one.label, made_by=by, now=made_at)
        fetched_by(token, one.client, at=now - one.fetched)
    close_the_former(town, now=now)
    key = ApiKey.objects.get(prefix=API_KEY_PREFIX)
    partners = make_calendar(key, grant=Grant(alarm=60), label="Vakthavandes telefon", by=coordinator(), now=now)
    fetched_by(partners, "Outlook", at=now)
    own = make_own_link(town.volunteers.get(name=WALKERS_TELEPHONE), now=now - 3 * DAY)
    fetched_by(own.token, "Apple Kalender", at=now - HOUR)


def everyone_welcome(town: Municipality, *, now: datetime) -> None:
    """The association with a public calendar on its site shows every night there. Names no one has let out yet."""
    group = town.associations.get(name=OPENERS)
    chosen_at = now - 21 * DAY - HOUR
    choose_calendar(group, shows_first_names=False, opens_every_night=True, by=coordinator(), now=chosen_at)


def made_in(town: Municipality) -> Iterator[Made]:
    groups = {each.name: each for each in town.associations.all()}
    yield Made(groups[ACCOUNTS[0].over], FeedKind.ASSOCIATION, KARIN, "Google Kalender", age=40 * DAY, fetched=5 * HOUR)
    yield Made(
        groups[OPENERS],
        FeedKind.PUBLIC,
        MARIA,
        "Nextcloud",
        age=21 * DAY,
        fetched=3 * HOUR,
        label="Föreningens webbplats",
    )
    yield Made(
        town.districts.get(name="Flemingsberg"),
        FeedKind.DISTRICT,
        MARIA,
        "Thunderbird",
        age=12 * DAY,
        fetched=HOUR / 2,
        label="Väggskärmen på fritidsgården",
        grant=Grant(kinds=(ShiftKind.NIGHT_WALK,), only_short=True),
    )


def close_the_former(town: Municipality, *, now: datetime) -> None:
    token = make_link(
        town, kind=FeedKind.MUNICIPALITY, label="Förra fältassistenten", made_by=coordinator(), now=now - 60 * DAY
    )
    fetched_by(token, "Google Kalender", at=now - 4 * DAY)
    for link in CalendarLink.objects.filter(kind=FeedKind.MUNICIPALITY):
        revoke_link(link, by=coordinator(), now=now - 3 * DAY)


def coordinator() -> User:
    return User.objects.get(email=MARIA)


def fetched_by(token: str, client: str, *, at: datetime) -> None:
    link = find_link(token)
    assert link is not None  # noqa: S101 - tells the type: it was made a moment ago
    CalendarLink.objects.filter(pk=link.pk).update(last_fetched_at=at, last_client=client)
