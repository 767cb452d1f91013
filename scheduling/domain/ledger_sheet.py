"""The ledger as a table that a spreadsheet opens: semicolons and decimal commas, as Swedish ones expect. Pure."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from messaging.enums import Reason
from scheduling.domain.ledger import Account
from scheduling.domain.months import Month

BYTE_ORDER_MARK = "\ufeff"  # so that Excel reads å as å
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(month: Month, lines: Iterable[tuple[str, Account]]) -> str:
    """One line for each name, under headings."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Månad"), _("Förening"), *(heading for heading, _figure in figures(Account()))])
    for name, account in lines:
        writer.writerow([month.key, harmless(name), *(figure for _heading, figure in figures(account))])
    return BYTE_ORDER_MARK + written.getvalue()


def figures(account: Account) -> list[tuple[str, str]]:
    """Every figure of an account with its heading, in the order of the columns."""
    percent = account.delivered_percent
    return [
        (_("Sms"), str(account.texts)),
        (_("Segment"), str(account.segments)),
        (_("Samtal"), str(account.calls)),
        (_("E-post"), str(account.emails)),
        (_("Kostnad, kr"), amount(account.cost)),
        (_("Därav uppskattat, kr"), amount(account.estimate)),
        (_("Operatören, annan valuta"), ", ".join(f"{amount(sum_)} {unit}" for unit, sum_ in account.foreign.items())),
        (_("Framme"), str(account.delivered)),
        (_("Kom inte fram"), str(account.lost)),
        (_("Framme, procent"), "" if percent is None else str(percent)),
        (_("I kö"), str(account.waiting)),
        (_("Skickades inte"), str(account.dropped_count)),
        *((str(reason.label), str(account.dropped.get(reason.value, 0))) for reason in Reason),
        (_("Svar in"), str(account.answers)),
        (_("Svar som Lykta tog hand om"), str(account.acted_on)),
    ]


def amount(figure: Decimal) -> str:
    return f"{figure:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def harmless(name: str) -> str:
    """A name that a spreadsheet would take for a formula is marked as text."""
    return f"'{name}" if name.startswith(STARTS_A_FORMULA) else name
