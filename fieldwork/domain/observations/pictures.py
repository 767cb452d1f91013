"""A photo made anew: only what the eye sees goes on from the file that came in. Pure.

A file can lie about what it is, hold much more than a picture, or grow a thousandfold when it is opened. So its first
bytes decide what it is, its size in pixels is read before any pixel is, and what is kept is a new JPEG without the old
one's place, time, phone, thumbnail or anything hidden.
"""

import re
import warnings
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from fieldwork.exceptions import PhotoRefused

LONGEST_SIDE = 1600
LARGEST_KEPT = 300_000
QUALITIES = (82, 74, 66, 58, 50, 42, 34, 26)
# A phone's JPEG is opened at a part of its size; the others are opened whole, at four bytes a pixel.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
SIGNATURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WEBP": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
# What makes a picture something else too, when a browser or an unpacker meets it.
ANOTHER_FILE = re.compile(rb"<script|<\?php|<html|<svg[\s>]|<!doctype|\A.{0,1024}%PDF-", re.IGNORECASE | re.DOTALL)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError)


@dataclass(frozen=True)
class Picture:
    """A JPEG with nothing in it but the picture."""

    jpeg: bytes
    width: int
    height: int


def make_anew(file: BinaryIO, *, largest: int) -> Picture:
    """The picture in the file. `largest` is how many bytes may be read. Raises PhotoRefused with a sentence."""
    data = file.read(largest + 1)
    if len(data) > largest:
        raise PhotoRefused(
            _("Fotot är större än %(size)s MB. Ta ett nytt med lägre upplösning.") % {"size": largest >> 20}
        )
    kind = kind_of(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return jpeg_of(opened(data, kind))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    except BROKEN as error:
        raise PhotoRefused(_("Fotot är trasigt eller kom inte fram helt. Försök igen.")) from error


def kind_of(data: bytes) -> str:
    """By its first bytes, whatever its name says. Raises PhotoRefused."""
    kind = next((kind for kind, signature in SIGNATURES.items() if signature.match(data)), "")
    if not kind:
        raise PhotoRefused(_("Filen är inget foto. Bilden ska vara JPEG, PNG eller WebP."))
    if ANOTHER_FILE.search(data) or zipfile.is_zipfile(BytesIO(data)):
        raise PhotoRefused(_("Filen är något mer än ett foto. Ta ett nytt med kameran."))
    return kind


def opened(data: bytes, kind: str) -> Image.Image:
    """Measured before any pixel is read. Raises PhotoRefused, or what Pillow raises for a broken file."""
    with Image.open(BytesIO(data), formats=[kind]) as checked:
        if checked.width * checked.height > MOST_PIXELS[kind]:
            raise too_many_pixels()
        if getattr(checked, "is_animated", False) and checked.format != "MPO":  # an MPO holds the same view twice
            raise PhotoRefused(_("Bilden rör sig. Ta ett vanligt foto."))
        checked.verify()
    image = Image.open(BytesIO(data), formats=[kind])
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    return image


def too_many_pixels() -> PhotoRefused:
    return PhotoRefused(_("Bilden har för många bildpunkter. Ta ett nytt foto med kameran."))


def jpeg_of(image: Image.Image) -> Picture:
    """The best quality that keeps it within LARGEST_KEPT, and of the busiest pictures a smaller one."""
    clean = cleaned(image)
    while True:
        for quality in QUALITIES:
            jpeg = encoded(clean, quality)
            if len(jpeg) <= LARGEST_KEPT:
                return Picture(jpeg, clean.width, clean.height)
        clean = clean.reduce(2)


def cleaned(image: Image.Image) -> Image.Image:
    """Upright, small, on white, and a new picture, which has none of the notes that the old one carries along."""
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    clean = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        clean.paste(layer, mask=layer)
    else:
        clean.paste(upright.convert("RGB"))
    return clean


def encoded(image: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()
