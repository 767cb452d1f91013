"""The terms on which an association lets people sign themselves up, and what became of them when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scheduling.enums import OpenNightTerm, QuotaSpan
from scheduling.exceptions import UnsoundTerms
from scheduling.models import OpenNightTerms, OpenNightTermsEvent
from scheduling.models.open_night import LATEST_CLOSING, LONGEST_AHEAD, MOST_NIGHTS
from volunteers.models import Association, User

Term = OpenNightTerm
FIELDS = {
    Term.MEMBERS: "members_days",
    Term.OTHERS: "others_days",
    Term.NEW: "new_days",
    Term.QUOTA: "quota",
    Term.SPAN: "quota_span",
    Term.LEADER: "asks_leader",
    Term.CLOSES: "closes_hours",
}
SPANS = tuple(QuotaSpan)  # a history of numbers keeps the place in this order
SPAN_WORDS = {
    QuotaSpan.AHEAD: gettext_lazy("bland dem som ligger framför"),
    QuotaSpan.MONTH: gettext_lazy("månad för månad"),
}


@dataclass(frozen=True)
class Wanted:
    """Terms as somebody chooses them. Days before the night; None for never."""

    members_days: int
    others_days: int | None
    new_days: int | None
    quota: int
    quota_span: QuotaSpan
    asks_leader: bool
    closes_hours: int


@dataclass(frozen=True)
class TermLine:
    """One thing that somebody chose, in words; `actor` is empty when it is not known any more."""

    words: str
    actor: str
    at: datetime


def terms_of(association: Association) -> OpenNightTerms:
    """The terms that hold; defaults that are not saved where nobody has chosen any."""
    return terms_of_each([association])[association.pk]


def terms_of_each(associations: Iterable[Association]) -> dict[int, OpenNightTerms]:
    """By association, as `terms_of`. One query."""
    every = {one.pk: OpenNightTerms(association=one) for one in associations}
    saved = OpenNightTerms.objects.filter(association__in=every)
    return every | {one.association_id: one for one in saved}


def check_terms(wanted: Wanted) -> None:
    """Raises UnsoundTerms with the first thing that does not go together."""
    others, new = wanted.others_days, wanted.new_days
    if not all(days is None or 1 <= days <= LONGEST_AHEAD for days in (wanted.members_days, others, new)):
        raise UnsoundTerms(_("En kväll öppnar minst en dag och högst %(count)s dagar före.") % {"count": LONGEST_AHEAD})
    if others is not None and others > wanted.members_days:
        raise UnsoundTerms(_("Föreningens egna ska inte släppas in senare än kommunens andra nattvandrare."))
    if new is not None and new > (wanted.members_days if others is None else others):
        raise UnsoundTerms(_("Nya ska inte släppas in tidigare än de som redan går."))
    if not 1 <= wanted.quota <= MOST_NIGHTS:
        raise UnsoundTerms(_("Skriv minst en och högst %(count)s kvällar.") % {"count": MOST_NIGHTS})
    if not 0 <= wanted.closes_hours <= LATEST_CLOSING:
        raise UnsoundTerms(_("Skriv högst %(count)s timmar.") % {"count": LATEST_CLOSING})
    last_wave = min(days for days in (wanted.members_days, others, new) if days is not None)
    if timedelta(hours=wanted.closes_hours) >= timedelta(days=last_wave) - timedelta(hours=1):
        raise UnsoundTerms(_("Kvällen hinner stänga innan den har öppnat för alla. Minska timmarna eller öka dagarna."))


@transaction.atomic
def choose_terms(
    association: Association, wanted: Wanted, *, by: User | None, now: datetime
) -> list[OpenNightTermsEvent]:
    """Let these terms hold from now on. Returns what changed by it. Whoever has signed up already keeps the place.

    Raises UnsoundTerms.
    """
    check_terms(wanted)
    Association.objects.select_for_update().get(pk=association.pk)  # there may be no terms to lock yet
    terms = terms_of(association)
    before = {term: _number(getattr(terms, name)) for term, name in FIELDS.items()}
    after = {term: _number(getattr(wanted, name)) for term, name in FIELDS.items()}
    changed = [term for term in FIELDS if before[term] != after[term]]
    if not changed:
        return []
    for name in FIELDS.values():
        setattr(terms, name, getattr(wanted, name))
    terms.save()
    return OpenNightTermsEvent.objects.bulk_create(
        OpenNightTermsEvent(
            association=association, term=term, before=before[term], after=after[term], actor=by, at=now
        )
        for term in changed
    )


def _number(value: int | str | None) -> int | None:
    return SPANS.index(QuotaSpan(value)) if isinstance(value, str) else None if value is None else int(value)


def terms_history(association: Association) -> list[TermLine]:
    """Newest first. One query."""
    events = OpenNightTermsEvent.objects.filter(association=association.pk).select_related("actor")
    return [TermLine(words_of(event), str(event.actor) if event.actor else "", event.at) for event in events]


def words_of(event: OpenNightTermsEvent) -> str:
    term, value = Term(event.term), event.after
    match term:
        case Term.SPAN:
            return _("Kvällarna räknas %(span)s.") % {"span": SPAN_WORDS[SPANS[value or 0]]}
        case Term.LEADER:
            return _("Ledaren svarar först.") if value else _("Den som anmäler sig har sin plats direkt.")
        case Term.QUOTA:
            return ngettext("Högst %(n)s öppen kväll var.", "Högst %(n)s öppna kvällar var.", value or 0) % {"n": value}
        case Term.CLOSES:
            return ngettext("Stänger %(n)s timme före.", "Stänger %(n)s timmar före.", value or 0) % {"n": value}
    who = term.label
    if value is None:
        return _("%(who)s: aldrig.") % {"who": who}
    return ngettext("%(who)s: %(n)s dag före.", "%(who)s: %(n)s dagar före.", value) % {"who": who, "n": value}
