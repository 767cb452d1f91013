"""Photos as phones take them, drawn for tests."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

GPS = 0x8825


def street(width: int = 640, height: int = 480) -> Image.Image:
    """A dark street with one lamp, red in its upper left corner."""
    image = Image.new("RGB", (width, height), "#0d1936")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill="red")
    draw.ellipse((width // 2, height // 3, width // 2 + 40, height // 3 + 40), fill="#ffc83d")
    return image


def as_file(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def with_place(image: Image.Image) -> bytes:
    """As a phone saves it: where it was taken, by what phone, with a comment, a profile and a packet of more."""
    exif = Image.Exif()
    exif[0x010F] = "Lyktphone"
    exif.get_ifd(GPS).update({1: "N", 2: (59.0, 15.0, 50.0), 3: "E", 4: (17.0, 53.0, 0.0)})
    return as_file(image, exif=exif, comment=b"Hej fran Karin", icc_profile=b"\0" * 200, xmp=b"<x:xmpmeta/>")
