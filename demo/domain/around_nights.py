"""What the night's groups have around them: vests, one of them missing; a word from the coordinator; hosts at work."""

from datetime import datetime, time, timedelta

from demo.domain.accounts import ACCOUNTS
from fieldwork.domain.briefings.writing import BriefingTerms, write_briefing
from fieldwork.domain.hosts import HostTerms, enter_hosts, nights_between
from fieldwork.domain.kit.counting import count_in, count_out
from fieldwork.domain.kit.items import add_item
from fieldwork.domain.kit.loans import lend
from fieldwork.enums import KitKind
from fieldwork.models import KitItem
from scheduling.domain.origins import Origin
from scheduling.domain.telling import leader_of
from scheduling.enums import Door, ShiftState
from scheduling.models import Shift
from volunteers.models import Association, Municipality, User

THINGS = (
    (KitKind.VEST, "Gula västar", 6),
    (KitKind.PHONE, "Telefon", 1),
    (KitKind.FIRST_AID, "Första hjälpen-väska", 1),
    (KitKind.KEY, "Nyckel till lokalen", 2),
)
KEPT_AT = "Skåpet i föreningslokalen"
AT_HOME = "Johan Sandberg"
TEAMS = (("Värdarna i centrum", "+46701740684", "Huddinge centrum"), ("Fältarna", "+46701740685", ""))
WEEKS = timedelta(weeks=6)
BRIEFINGS = (
    (
        "",
        "Löningshelg och fint väder: räkna med mycket folk vid stationerna efter 23. Polisen går till fots i centrum.",
    ),
    ("Vårby", "Ungdomsgården har öppet till 22. Gå gärna förbi när den stänger, och ta vägen genom tunneln mot Masmo."),
)


def load_around_nights(town: Municipality, *, now: datetime) -> None:
    """After the season: what was counted was taken along on a night that has been."""
    load_kit(town.associations.get(name=ACCOUNTS[0].over), now=now)
    load_hosts(town, now=now)
    load_briefings(town, now=now)


def load_kit(association: Association, *, now: datetime) -> None:
    items = [
        add_item(association, kind=kind, label=label, quantity=quantity, kept_at=KEPT_AT)
        for kind, label, quantity in THINGS
    ]
    walked = Shift.objects.filter(association=association, state=ShiftState.DONE).order_by("-starts_at").first()
    if walked is not None:
        lose_a_vest(walked, items)
    johan = association.volunteers.get(name=AT_HOME)
    leader = User.objects.filter(roles__association=association).order_by("pk")[0]
    today = now.astimezone(association.municipality.zone).date()
    lend(items[0], johan, number=1, due_on=today + timedelta(days=10), by=leader, today=today, now=now)


def lose_a_vest(shift: Shift, items: list[KitItem]) -> None:
    """Everybody had one, and one did not come home."""
    taken = {item.pk: 4 if item.kind == KitKind.VEST else 1 for item in items}
    returned = {item.pk: taken[item.pk] - (item.kind == KitKind.VEST) for item in items}
    leader, origin = leader_of(shift), Origin(Door.PERSONAL)
    count_out(shift, taken, origin=origin, by=leader, now=shift.starts_at)
    note = "Glömd i en bil, kommer på fredag"
    count_in(shift, returned, note=note, origin=origin, by=leader, now=shift.ends_at)


def load_hosts(town: Municipality, *, now: datetime) -> None:
    """Every night for some weeks, so that somebody is at work tonight whichever the day."""
    today = now.astimezone(town.zone).date()
    for name, number, place in TEAMS:
        districts = tuple(town.districts.filter(name=place))
        terms = HostTerms(name, number, districts, time(16), time(2))
        # From yesterday, for those who open the demo after midnight.
        enter_hosts(town, terms, nights=nights_between(today - timedelta(days=1), today + WEEKS, []))


def load_briefings(town: Municipality, *, now: datetime) -> None:
    """For tonight and the week that follows."""
    today = now.astimezone(town.zone).date()
    author = User.objects.filter(roles__municipality=town).order_by("pk")[0]
    for place, text in BRIEFINGS:
        terms = BriefingTerms(
            district=town.districts.filter(name=place).first(),
            first_night=today,
            last_night=today + timedelta(days=6),
            text=text,
            hours_before=4,
        )
        write_briefing(town, terms, author=author, now=now)
