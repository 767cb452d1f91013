"""The season board: which nights are staffed and which are not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging.gateways import clock
from scheduling.domain.board import TABS, WEEKS_SHOWN, Board, Place, assemble_board, monday_of
from scheduling.domain.board_sentence import period_words, season_sentence
from scheduling.domain.ceilings import warnings_of
from scheduling.domain.districts import Branch, branches
from scheduling.domain.presence.cards import Card, by_urgency, cards_of
from scheduling.domain.shifts import publish_shifts
from scheduling.domain.subscribed.overlay import as_told, marks_of, nights_to_offer
from scheduling.enums import PresenceState, ShiftState
from scheduling.queries import districts_within, route_places, shifts_for, waiting_counts
from scheduling.queries.boards import BoardChoice, board_people, board_shifts, board_stamp, outside_events
from scheduling.queries.presence import requests_for
from scheduling.queries.seasons import with_changes
from scheduling.views.doors import by_hand, etag_of, fresh, is_htmx, see_other, signed_in
from volunteers.models import Association
from volunteers.queries import Standing, associations_for, standing_of

STEP = timedelta(weeks=WEEKS_SHOWN - 1)
NIGHTS: Mapping[str, tuple[Any, frozenset[int] | None]] = {
    "": (gettext_lazy("Alla kvällar"), None),
    "helg": (gettext_lazy("Fredag och lördag"), frozenset({5, 6})),
    "fredag": (gettext_lazy("Bara fredag"), frozenset({5})),
    "lordag": (gettext_lazy("Bara lördag"), frozenset({6})),
    "vardag": (gettext_lazy("Söndag till torsdag"), frozenset({1, 2, 3, 4, 7})),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for. What cannot be read counts as not asked: an old link still opens the board."""

    tab: str
    monday: date
    district: int | None
    association: int | None
    nights: str

    @property
    def choice(self) -> BoardChoice:
        last = self.monday + timedelta(weeks=WEEKS_SHOWN, days=-1)
        weekdays = NIGHTS[self.nights][1]
        return BoardChoice(first=self.monday, last=last, association=self.association, weekdays=weekdays)

    @property
    def is_narrowed(self) -> bool:
        """To less than every night of everyone."""
        return bool(self.district or self.association or self.nights or self.tab != TABS[0][0])

    def path(self, **changes: Any) -> str:
        """The board's address with these changes and nothing that need not be said."""
        asked = replace(self, **changes)
        today_monday = monday_of(timezone.localdate(clock.now()))
        query = {
            "visa": "" if asked.tab == TABS[0][0] else asked.tab,
            "fran": "" if asked.monday == today_monday else asked.monday.isoformat(),
            "omrade": asked.district or "",
            "forening": asked.association or "",
            "kvall": asked.nights,
        }
        said = {name: value for name, value in query.items() if value}
        return reverse("scheduling:board") + (f"?{urlencode(said)}" if said else "")


def asked_of(query: QueryDict, today: date) -> Asked:
    tab, nights = query.get("visa", ""), query.get("kvall", "")
    try:
        monday = monday_of(date.fromisoformat(query.get("fran", "")))
        monday + STEP + STEP
        monday - STEP
    except (ValueError, OverflowError):
        monday = monday_of(today)
    return Asked(
        tab=tab if tab in {key for key, _label, _state in TABS} else TABS[0][0],
        monday=monday,
        district=number(query.get("omrade", "")),
        association=number(query.get("forening", "")),
        nights=nights if nights in NIGHTS else "",
    )


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("9223372036854775807") else None


@require_safe
@signed_in
def board(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx its sections; those answer 304 while nothing has changed."""
    standing = standing_of(request.user)
    today = timezone.localdate(clock.now())
    asked = asked_of(request.GET, today)
    stamp = board_stamp(standing, first=asked.choice.first, last=asked.choice.last)
    etag = etag_of("board", stamp, standing_key(standing), asked)
    if is_htmx(request):
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
    context = {**board_context(standing, asked, today), "refresh_headers": json.dumps({"If-None-Match": etag})}
    if is_htmx(request):
        return fresh(render(request, "scheduling/_board.html", {**context, "is_swap": True}), etag)
    texts, calls, wishes, walkers = waiting_counts(standing, now=clock.now())
    waiting = {
        "texts_waiting": texts,
        "calls_waiting": calls,
        "walkers_waiting": walkers,
        "asked_for": wishes_of(standing) if wishes else [],
    }
    return render(request, "scheduling/board.html", {**context, **waiting})


def wishes_of(standing: Standing) -> list[Card]:
    """Requests for presence that the coordinator has to answer; nobody else is shown them here."""
    waiting = requests_for(standing).filter(state=PresenceState.OPEN)
    return by_urgency(cards_of(waiting, language=get_language() or "sv"))


def standing_key(standing: Standing) -> tuple[object, ...]:
    return sorted(standing.municipalities), sorted(standing.associations)


def board_context(standing: Standing, asked: Asked, today: date) -> dict[str, Any]:
    tree = branches(districts_within(standing).distinct())
    associations = list(with_changes(associations_for(standing)))
    board = read_board(standing, asked, tree, associations, today)
    headline, rest = season_sentence(board.rows, today=today, language=get_language() or "sv")
    return {
        "board": board,
        "asked": asked,
        "headline": headline,
        "rest": rest,
        "weeks": period_words(asked.monday, asked.choice.last, get_language() or "sv"),
        "districts": list(tree.values()),
        "associations": associations,
        "ceilings": ceilings_of(associations),
        "nights": [(key, label) for key, (label, _days) in NIGHTS.items()],
        "tabs": [(tab, asked.path(tab=tab.key)) for tab in board.tabs],
        "path": asked.path(),
        "query": asked.path().removeprefix(reverse("scheduling:board")),
        "earlier": asked.path(monday=asked.monday - STEP),
        "later": asked.path(monday=asked.monday + STEP),
        "review": asked.path(tab="utkast"),
        "is_filtered": asked.is_narrowed,
    }


def ceilings_of(associations: list[Association]) -> list[tuple[Association, int]]:
    """Those that have used most or all of what their texts may cost this month, with how much in percent."""
    levels = warnings_of([association.pk for association in associations], now=clock.now())
    return [(association, levels[association.pk]) for association in associations if association.pk in levels]


def read_board(
    standing: Standing, asked: Asked, tree: Mapping[int, Branch], associations: list[Association], today: date
) -> Board:
    choice = asked.choice
    if asked.district is not None:
        branch = tree.get(asked.district)
        choice = replace(choice, districts=branch.below if branch else frozenset())
    shifts = board_shifts(standing, choice)
    place = Place(
        routes=route_places(standing),
        associations={association.pk: association.name for association in associations},
        zones={association.pk: ZoneInfo(association.municipality.time_zone) for association in associations},
    )
    language = get_language() or "sv"
    told = outside_events(standing, choice)
    marks = marks_of(map(as_told, told), first=choice.first, last=choice.last, language=language)
    nights = {shift.night for shift in shifts}
    return assemble_board(
        shifts,
        people=board_people(shifts),
        place=place,
        today=today,
        tab=asked.tab,
        language=language,
        marks=marks,
        offered=[] if asked.is_narrowed else nights_to_offer(marks, walked=nights, today=today),
    )


@require_POST
@signed_in
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the drafts that were in view when the button was pressed, and go back to the same view."""
    chosen = [pk for pk in map(number, request.POST.getlist("pass")) if pk is not None]
    drafts = shifts_for(standing_of(request.user)).filter(pk__in=chosen, state=ShiftState.DRAFT)
    count = publish_shifts(list(drafts), origin=by_hand(request), now=clock.now())
    words = ngettext(
        "%(count)s pass är publicerat. Inga sms har gått ut.",
        "%(count)s pass är publicerade. Inga sms har gått ut.",
        count,
    )
    messages.success(request, words % {"count": count} if count else _("Inga utkast fanns kvar att publicera."))
    return see_other(asked_of(request.GET, timezone.localdate(clock.now())).path())
