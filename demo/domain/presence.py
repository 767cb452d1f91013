"""What partners of the demo town have asked for: one request that two share, one that waits, one that got a yes."""

from datetime import datetime, time, timedelta
from typing import Any

from api.domain.presence import ask_for_presence
from api.models import Partner
from demo.domain.data import read_data
from demo.domain.season import next_friday
from scheduling.domain.nights import resolve_night
from scheduling.domain.origins import Origin
from scheduling.domain.presence.answers import accept_request
from scheduling.domain.presence.places import Place
from scheduling.domain.presence.requests import Wish, file_request
from scheduling.enums import Door, ShiftState
from scheduling.models import PresenceRequest, Shift
from volunteers.models import Municipality, User

PARTNERS = ("Polisen (påhittad)", "Torghus bostäder (påhittad)")


def load_presence(town: Municipality, *, now: datetime) -> None:
    """After the season: a yes needs its shift."""
    partners = {name: Partner.objects.create(municipality=town, name=name) for name in PARTNERS}
    coordinator = User.objects.filter(roles__municipality=town).first()
    for line in read_data("presence"):
        asked_at = now - timedelta(hours=line["hours_ago"])
        wish = wish_of(line, town, now=now)
        if line["who"] in partners:
            request = ask_for_presence(partners[line["who"]], wish, now=asked_at)
        else:
            request = file_request(town, wish, origin=Origin(Door.PHONE, actor=coordinator), now=asked_at)
        if "answer" in line:
            accept(request, line, coordinator, now=asked_at + timedelta(hours=2))


def wish_of(line: dict[str, Any], town: Municipality, *, now: datetime) -> Wish:
    day = next_friday(now.astimezone(town.zone).date()) + timedelta(days=line["days"])
    start, end = (time.fromisoformat(line[key].replace(".", ":")) for key in ("start", "end"))
    starts_at, ends_at = resolve_night(day, start, end, town.zone, start_fold=0, end_fold=1)
    return Wish(
        label=line["who"],
        place=Place(
            position=line.get("point"),
            district=town.districts.filter(name=line.get("district")).first(),
            route=town.routes.filter(name=line.get("route")).first(),
            words=line.get("words", ""),
        ),
        starts_at=starts_at,
        ends_at=ends_at,
        category=line["category"],
        text=line["text"],
        urgency=line.get("urgency", "normal"),
    )


def accept(request: PresenceRequest, line: dict[str, Any], coordinator: User | None, *, now: datetime) -> None:
    """With the published shift that walks the route named, that evening."""
    shift = Shift.objects.get(
        route__name=line["shift"],
        state=ShiftState.PUBLISHED,
        starts_at__lt=request.ends_at,
        ends_at__gt=request.starts_at,
    )
    origin = Origin(Door.PAGE, actor=coordinator)
    accept_request(request, shift=shift, seen=request.revision, words=line["answer"], origin=origin, now=now)
