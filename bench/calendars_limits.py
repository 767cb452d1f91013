"""What is promised of calendars. Knows nothing of Django, so that whoever writes the page needs no database."""

OWN, LARGE = 40, 2_000  # nights of a volunteer's calendar, and of a district's
GROWTH = (100, 1_000, 10_000)
OWN_MS, UNCHANGED_MS, LARGE_MS = 25, 8, 250  # at p95
UNCHANGED_QUERIES = 2
LINEAR = 1.25  # what an event of the largest may cost of one of the smallest
TIMES = 200
QUIET = 1.0  # load average at which nobody else has the machine
