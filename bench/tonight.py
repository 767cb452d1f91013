"""`python -m bench.tonight`: tonight's board of one municipality with 200 groups; docs/tonight-figures.md.

On SQLite, beside the data set M, in a process of its own; the database is gone afterwards.
"""

import sys
from collections.abc import Sequence

from bench.planning import carry_out, parser

BARS = {"page": 150.0, "section": 150.0, "unchanged": 150.0}  # ms, for the 95th percentile

HEAD = """# Tonight's board

Written by `python -m bench.tonight`, on SQLite, beside the data set M. Change nothing here by hand.

One municipality whose 200 groups walk tonight, with four people each: 130 are out, 40 home with their logs, 20 have not
gone out, and 10 are late, each with an alarm and the first step of its ladder. Each figure is of one request through
Django's test client: the whole page, what a board that is open fetches every twenty seconds when something has changed,
and when nothing has. Then too the board is read whole and only not written out: what it says is compared, for a group
becomes late by the clock alone. "At work" is the median of what the process itself was busy, which other work on the
machine does not lengthen; it begins as a web process does (`config.settling`).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser("bench.tonight", __doc__, beside="night", page="tonight-figures.md", times=40).parse_args(arguments)
    return carry_out(asked, work="bench.tonight_work", head=HEAD, bars=BARS)


if __name__ == "__main__":
    sys.exit(main())
