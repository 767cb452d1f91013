"""What is promised of the API. Knows nothing of Django, so that the process that writes the page needs no database."""

PAGE = 100  # shifts
DEEP = 500  # pages into the list
MOST_MS, MOST_QUERIES = 60, 6  # of a list, at p95
AS_FIRST = 0.2  # a deep page takes as long as the first, give or take
EXPORT_SECONDS, EXPORT_BYTES = 60, 150_000_000  # of 100,000 shifts
PROCESSES = 3  # of the web server, with one thread each, for the mixed requests
