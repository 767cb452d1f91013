"""What groups have noted of the town: eight faults from the weeks that have been, in the states that faults have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

from PIL import Image, ImageDraw

from demo.domain.featured import ROUTE
from fieldwork.domain.observations.asking import answer_fixed
from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.pictures import Picture, make_anew
from fieldwork.domain.observations.spots import Spot
from fieldwork.domain.observations.states import move_observation
from fieldwork.enums import ObservationState
from fieldwork.models import Observation, ObservationCategory
from scheduling.domain.origins import Origin
from scheduling.enums import ON_CREW, Door, ShiftState
from scheduling.models import Shift
from volunteers.models import Municipality, User

BY_SELF = Origin(Door.PERSONAL)
INTO_THE_NIGHT = timedelta(hours=1, minutes=20)
State = ObservationState


@dataclass(frozen=True)
class Fault:
    """Noted on the so-manieth night before now on a route of the association, so far along the route's line."""

    nights_ago: int
    code: str
    along: float
    place: str
    note: str = ""
    lamp_post: str = ""
    drawn: str = ""
    seen_again: bool = False
    becomes: State | None = None
    because: str = ""


FAULTS = (
    Fault(1, "dark-passage", 0.3, "Tunneln under vägen", "Nästan helt mörkt. Flera vände om.", "VG 114", "tunnel"),
    Fault(2, "lamp", 0.6, "Gångvägen bakom skolan", "Blinkar.", "VG 131", seen_again=True),
    Fault(2, "shrubbery", 0.8, "Vid bänkarna", "Skymmer hela gångvägen från vägen sett."),
    Fault(3, "graffiti", 0.45, "Gaveln vid torget", becomes=State.FIXED, because="Tvättat i tisdags."),
    Fault(
        3,
        "litter",
        0.2,
        "Lekplatsen",
        "Krossade flaskor i sandlådan.",
        becomes=State.FIXED,
        because="Sanden är utbytt.",
    ),
    Fault(4, "breakage", 0.9, "Busskuren", "Rutan är krossad.", drawn="shelter"),
    Fault(4, "unsafe-passage", 0.5, "Trappan ner till stationen", becomes=State.PLANNED, because="Räcke i vår."),
    Fault(5, "camera-door", 0.1, "Porten till garaget", becomes=State.CLOSED, because="Garaget rivs i höst."),
)
CONFIRMED = "litter"  # the next group has looked


def load_places(town: Municipality, *, now: datetime) -> None:
    """After the season: each is noted on a night that has been, and the featured night is asked about one of them."""
    open_categories(town)
    kinds = {one.code: one for one in ObservationCategory.objects.filter(municipality=town)}
    nights = nights_before(town)
    coordinator = User.objects.filter(roles__municipality=town).order_by("pk").first()
    by_coordinator = Origin(Door.PAGE, actor=coordinator) if coordinator else Origin(Door.LOADED)
    for fault in FAULTS:
        shift = nights[min(fault.nights_ago, len(nights)) - 1]
        seen = Seen(kinds[fault.code], spot_on(shift, fault), fault.note, drawn(fault.drawn))
        observation = note(seen, shift)
        if fault.seen_again:
            note(Seen(seen.category, seen.spot), nights[0])
        if fault.becomes is not None:
            at = min(shift.ends_at + timedelta(days=3), now)
            move_observation(observation, fault.becomes, origin=by_coordinator, now=at, detail=fault.because)
        if fault.code == CONFIRMED:
            confirm(observation, nights[0])


def nights_before(town: Municipality) -> list[Shift]:
    """The nights that have been on the featured night's route, the last first."""
    done = Shift.objects.filter(association__municipality=town, state=ShiftState.DONE).order_by("-starts_at")
    related = done.select_related("association__municipality", "route__district")
    return list(related.filter(route__name=ROUTE))


def spot_on(shift: Shift, fault: Fault) -> Spot:
    line = shift.route.line
    point = line[round(fault.along * (len(line) - 1))] if line else None
    return Spot(list(point) if point else None, fault.place, fault.lamp_post)


def note(seen: Seen, shift: Shift) -> Observation:
    walker = shift.attendances.filter(state__in=ON_CREW).select_related("volunteer").first()
    return note_observation(
        seen,
        client_key=uuid4(),
        origin=BY_SELF,
        by=walker.volunteer if walker else None,
        shift=shift,
        now=shift.starts_at + INTO_THE_NIGHT,
    )


def confirm(observation: Observation, shift: Shift) -> None:
    answer_fixed(observation, is_fixed=True, shift=shift, origin=BY_SELF, now=shift.starts_at + INTO_THE_NIGHT)


def drawn(what: str) -> Picture | None:
    """A photo of nobody and nowhere: a drawing, taken in as any photo is."""
    if not what:
        return None
    image = Image.new("RGB", (960, 720), "#0d1936")
    pen = ImageDraw.Draw(image)
    {"tunnel": draw_tunnel, "shelter": draw_shelter}[what](pen)
    file = BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return make_anew(file, largest=1 << 20)


def draw_tunnel(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(0, 720), (380, 400), (580, 400), (960, 720)], fill="#26345f")
    pen.pieslice((230, 130, 730, 700), 180, 360, fill="#060c1c")
    pen.rectangle((230, 410, 730, 560), fill="#060c1c")
    pen.ellipse((455, 190, 505, 215), fill="#3b4a78")


def draw_shelter(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 560, 960, 720), fill="#26345f")
    pen.rectangle((200, 180, 760, 210), fill="#ffc83d")
    pen.rectangle((220, 210, 740, 560), outline="#9fb0dd", width=8)
    for end in ((300, 240), (420, 520), (560, 260), (700, 500), (260, 430)):
        pen.line([(480, 380), end], fill="#9fb0dd", width=5)
