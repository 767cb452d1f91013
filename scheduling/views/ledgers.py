"""What texts cost and whether they arrived: an association's month, and a municipality's by association."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from messaging.enums import Reason
from messaging.gateways import clock
from scheduling.domain.ceilings import Spending, spending_of
from scheduling.domain.ledger import Account, ledger_of_month, ledger_of_town
from scheduling.domain.ledger_sheet import sheet
from scheduling.domain.months import Month
from scheduling.views.doors import signed_in
from volunteers.models import Municipality
from volunteers.queries import access_association, access_municipality, standing_of

EARLIEST = Month.read("2020-01")
FULL = 100


@require_safe
@signed_in
def association_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    association = access_association(standing_of(request.user), pk)
    month = month_of(request, association.municipality)
    account = ledger_of_month(association, month)
    spending = spending_now([association.pk], month)
    context = {
        "association": association,
        "account": account,
        "spending": spending[0] if spending else None,
        "bars": bars_of(account),
        "reasons": reasons_of(account),
        **steps(request, association.municipality, month),
        "sheet": reverse("scheduling:association_ledger_sheet", args=[pk]),
    }
    return render(request, "scheduling/association_ledger.html", context)


@require_safe
@signed_in
def town_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """A row for each association, one for what is nobody's, and the sum."""
    town = access_municipality(standing_of(request.user), pk)
    month = month_of(request, town)
    ledger = ledger_of_town(town, month)
    dearest = max((account.cost for _association, account in ledger.rows), default=0)
    ceilings = {one.association: one for one in spending_now([row.pk for row, _account in ledger.rows], month)}
    context = {
        "town": town,
        "ledger": ledger,
        "rows": [(row, account, share(account.cost, dearest), ceilings.get(row.pk)) for row, account in ledger.rows],
        "reasons": reasons_of(ledger.total),
        **steps(request, town, month),
        "sheet": reverse("scheduling:town_ledger_sheet", args=[pk]),
    }
    return render(request, "scheduling/town_ledger.html", context)


@require_safe
@signed_in
def association_ledger_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    association = access_association(standing_of(request.user), pk)
    month = month_of(request, association.municipality)
    return as_file(sheet(month, [(association.name, ledger_of_month(association, month))]), month)


@require_safe
@signed_in
def town_ledger_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    town = access_municipality(standing_of(request.user), pk)
    month = month_of(request, town)
    ledger = ledger_of_town(town, month)
    lines = [(association.name, account) for association, account in ledger.rows]
    return as_file(sheet(month, [*lines, (_("Utan förening"), ledger.nobody), (_("Summa"), ledger.total)]), month)


def as_file(text: str, month: Month) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="sms-{month.key}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def month_of(request: HttpRequest, town: Municipality) -> Month:
    """The month that the address names, if it has come; else this one."""
    present = Month.of(clock.now(), town.zone)
    asked = Month.read(request.GET.get("manad", ""))
    return asked if asked and EARLIEST and EARLIEST <= asked <= present else present


def steps(request: HttpRequest, town: Municipality, month: Month) -> dict[str, Any]:
    """The month in words, and the months beside it where there are any."""
    present = Month.of(clock.now(), town.zone)
    language = get_language() or "sv"
    earlier, later = month.shifted(-1), month.shifted(1)
    return {
        "month": month,
        "month_words": month.words(language),
        "earlier": (earlier.key, earlier.words(language)) if EARLIEST and earlier >= EARLIEST else None,
        "later": (later.key, later.words(language)) if later <= present else None,
        "query": f"?manad={month.key}",
        "here": request.path,
    }


def spending_now(associations: list[int], month: Month) -> list[Spending]:
    """Of the present month: what a ceiling once was is not kept."""
    now = clock.now()
    return [one for one in spending_of(associations, now=now) if one.month == month]


def bars_of(account: Account) -> list[tuple[str, int, int]]:
    """(what became of texts, how many, share in percent of all that were written)"""
    counts = [
        (_("Framme"), account.delivered),
        (_("Skickade, inget besked än"), account.under_way),
        (_("Kom inte fram"), account.lost),
        (_("I kö"), account.waiting),
        (_("Skickades inte"), account.dropped_count),
    ]
    largest = max(count for _label, count in counts)
    return [(label, count, share(count, largest)) for label, count in counts]


def reasons_of(account: Account) -> list[tuple[str, int]]:
    """Why texts were not sent, the commonest first."""
    labels = dict(Reason.choices)
    ordered = sorted(account.dropped.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(str(labels.get(reason, reason)), count) for reason, count in ordered]


def share(part: Any, whole: Any) -> int:
    return round(FULL * part / whole) if whole else 0
