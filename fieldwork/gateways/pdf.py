"""PDF from a page of HTML, by WeasyPrint. It needs Pango from the system; without it only the PDFs are missing."""

from importlib import import_module
from typing import Any

from PIL import ImageFile

from fieldwork.exceptions import NoPdf

TAGGED = "pdf/ua-1"  # ISO 14289-1: a screen reader finds headings, tables and the words of charts


def is_available() -> bool:
    return _weasyprint() is not None


def pdf_of(html: str, *, css: str) -> bytes:
    """A tagged PDF. Nothing is fetched: what the page needs stands in it. Raises NoPdf where Pango is missing."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        raise NoPdf
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=())
    sheet = weasyprint.CSS(string=css, url_fetcher=fetcher)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    written: bytes = page.write_pdf(stylesheets=[sheet], pdf_variant=TAGGED)
    return written


def _weasyprint() -> Any:
    """The library is a wrapper of the system's Pango, and cannot even be imported without it.

    It lets Pillow load half a picture, in the whole process. Photos that are handed in are to be whole all the same.
    """
    loads_halves = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        return import_module("weasyprint")
    except OSError:
        return None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = loads_halves
