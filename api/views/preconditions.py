"""Whether an answer is wanted at all, by the ETags that a reader names (RFC 9110, section 13).

Django's own way would answer 412 without a word, and also where If-Unmodified-Since asks about a date that is not told:
nothing that is read here has one.
"""

from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from api.enums import Problem
from api.views.outside import told

ANY, WEAK = "*", "W/"
SAID_AGAIN = ("Cache-Control", "ETag", "Vary")


def as_wanted(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer to a reading, which bears its ETag. 304 when the reader has it already, 412 for an If-Match that names
    another.
    """
    etag = response.headers["ETag"]
    needed, had = (parse_etags(request.headers.get(name, "")) for name in ("If-Match", "If-None-Match"))
    if needed and ANY not in needed and (etag not in needed or etag.startswith(WEAK)):
        refused = told(request, Problem.CHANGED_MEANWHILE)
        refused.headers["ETag"] = etag
        return refused
    if ANY in had or bare(etag) in map(bare, had):
        return HttpResponseNotModified(
            headers={name: response.headers[name] for name in SAID_AGAIN if name in response.headers}
        )
    return response


def bare(etag: str) -> str:
    """Two that are weak or strong are alike to whoever only reads."""
    return etag.removeprefix(WEAK)
