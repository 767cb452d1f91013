"""Which route a row of a list means: by its name, its district, where it meets, or a name that is near. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scheduling.domain.night_lists.rows import Cell
from scheduling.models import Route
from volunteers.domain.readings import name_words, similar

SHOWN_NAMES = 4
SHOWN_LENGTH = 60
GROUP = "group"


@dataclass(frozen=True)
class Place:
    """The route that is meant and a remark on how it was found; or None and the reason."""

    route: Route | None
    remark: str = ""
    problem: str = ""


class Places:
    """A town's routes, to be found by what rows say of them."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = routes
        self.used = [route for route in routes if route.is_active]
        self.found: dict[str, list[Route]] = {}

    def find(self, said: Mapping[str, Cell]) -> Place:
        """`said`: route, area, meeting and group, as far as the row has them; the first that leads to a route counts.

        Where several routes fit, what else the row says decides. A row that says nothing of places is about the only
        route there is, if there is but one.
        """
        fitting = [(cell, found) for cell in said.values() if (found := self.fitting(cell.text))]
        if fitting:
            return self._choose(fitting)
        named = [cell for name, cell in said.items() if name != GROUP]
        if named:
            words = {"cell": named[0].name, "text": named[0].text[:SHOWN_LENGTH]}
            return Place(None, problem=_("%(cell)s: Vi hittar ingen rutt som heter %(text)s.") % words)
        return Place(self.used[0]) if len(self.used) == 1 else Place(None, problem=_("Rutten saknas."))

    def fitting(self, text: str) -> list[Route]:
        """Those of the strictest likeness that any has. Routes no longer used count only where no other fits."""
        if text not in self.found:
            self.found[text] = self._fitting(name_words(text))
        return self.found[text]

    def _fitting(self, wanted: list[str]) -> list[Route]:
        for is_like in LIKENESSES if wanted else ():
            found = [route for route in self.routes if is_like(wanted, route)]
            if found:
                return [route for route in found if route.is_active] or found
        return []

    def _choose(self, fitting: Sequence[tuple[Cell, list[Route]]]) -> Place:
        cell, found = fitting[0]
        for _other, also in fitting[1:]:
            found = [route for route in found if route in also] or found
        words = {"cell": cell.name, "text": cell.text[:SHOWN_LENGTH]}
        if len(found) > 1:
            words["names"] = ", ".join(route.name for route in found[:SHOWN_NAMES])
            problem = _("%(cell)s: %(text)s kan vara flera rutter: %(names)s. Skriv ruttens namn.") % words
            return Place(None, problem=problem)
        if name_words(cell.text) == name_words(found[0].name):
            return Place(found[0])
        remark = _("%(text)s är läst som rutten %(name)s.") % {**words, "name": found[0].name}
        return Place(found[0], remark=remark)


def _is_name(wanted: list[str], route: Route) -> bool:
    return wanted == name_words(route.name)


def _is_district(wanted: list[str], route: Route) -> bool:
    return wanted == name_words(route.district.name)


def _is_meeting_point(wanted: list[str], route: Route) -> bool:
    return wanted == name_words(route.meeting_point)


def _is_part_of_name(wanted: list[str], route: Route) -> bool:
    """Centrum for Vårby centrum, or the other way round: rutt Norra slingan for Norra slingan."""
    return is_named(set(wanted), set(name_words(route.name)))


def _is_near(wanted: list[str], route: Route) -> bool:
    names = (route.name, route.district.name, route.meeting_point)
    return any(similar(" ".join(wanted), " ".join(name_words(name))) for name in names)


LIKENESSES: tuple[Callable[[list[str], Route], bool], ...] = (
    _is_name,
    _is_district,
    _is_meeting_point,
    _is_part_of_name,
    _is_near,
)


def is_named(wanted: set[str], name: set[str]) -> bool:
    """Whether the one is the other with words left out."""
    return wanted <= name or name <= wanted
