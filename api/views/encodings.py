"""Which encoding of a body a reader prefers (RFC 9110, section 12.5.3), and the body in it."""

import gzip

import brotli

# In this order where a reader takes several; the levels are those where more time saves little.
GZIP_LEVEL, BROTLI_QUALITY = 5, 4
KNOWN = ("br", "gzip")


def preferred(accepted: str) -> str:
    """From the header Accept-Encoding. Empty for the body as it is."""
    weights = {}
    for part in accepted.casefold().split(","):
        name, _sign, weight = part.partition(";")
        weights[name.strip()] = is_wanted(weight)
    return next((name for name in KNOWN if weights.get(name, weights.get("*", False))), "")


def is_wanted(weight: str) -> bool:
    """False for q=0, and for what is no weight."""
    if not weight.strip():
        return True
    name, _sign, number = weight.partition("=")
    try:
        return name.strip() == "q" and float(number) > 0
    except ValueError:
        return False


def encoded(body: bytes, encoding: str) -> bytes:
    """Always the same bytes for the same body: gzip is given no time."""
    if encoding == "br":
        shorter: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return shorter
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == "gzip" else body
