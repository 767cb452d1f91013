"""What comes in as a photo, honest or not, and what is kept of it."""

import struct
import tracemalloc
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldwork.domain.observations.pictures import LARGEST_KEPT, Picture, make_anew
from fieldwork.exceptions import PhotoRefused
from tests.fieldwork.photos import GPS, as_file, street, with_place

MEGABYTE = 1 << 20
LARGEST = 15 * MEGABYTE
NOT_A_PHOTO = "Filen är inget foto. Bilden ska vara JPEG, PNG eller WebP."
BROKEN = "Fotot är trasigt eller kom inte fram helt. Försök igen."
MORE_THAN_A_PHOTO = "Filen är något mer än ett foto. Ta ett nytt med kameran."
MOVING = "Bilden rör sig. Ta ett vanligt foto."
TOO_MANY_PIXELS = "Bilden har för många bildpunkter. Ta ett nytt foto med kameran."


def anew(data: bytes) -> Picture:
    return make_anew(BytesIO(data), largest=LARGEST)


def refusal(data: bytes, *, largest: int = LARGEST) -> str:
    with pytest.raises(PhotoRefused) as refused:
        make_anew(BytesIO(data), largest=largest)
    return str(refused.value)


def shown(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.jpeg))


def test_place_phone_comment_and_profile_are_gone() -> None:
    data = with_place(street())
    assert Image.open(BytesIO(data)).getexif().get_ifd(GPS) != {}

    kept = anew(data)

    image = shown(kept)
    assert dict(image.getexif()) == {}
    assert image.getexif().get_ifd(GPS) == {}
    assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert [word for word in (b"Lyktphone", b"Karin", b"xmp", b"Exif", b"ICC_PROFILE") if word in kept.jpeg] == []


def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to show
    kept = anew(as_file(street(), exif=exif))
    assert (kept.width, kept.height) == (480, 640)
    red, green, _blue = shown(kept).convert("RGB").getpixel((470, 10))  # type: ignore[misc]  # of a picture in colours
    assert (red > 200, green < 60) == (True, True)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_made_small(kind: str) -> None:
    kept = anew(as_file(street(4000, 3000), kind))
    assert (kept.width, kept.height, shown(kept).format) == (1600, 1200, "JPEG")
    assert len(kept.jpeg) < LARGEST_KEPT


@pytest.mark.parametrize(("noise", "width"), [(20, 1600), (60, 800)])
def test_a_busy_photo_gets_a_lower_quality_and_then_a_smaller_size(noise: int, width: int) -> None:
    kept = anew(as_file(Image.effect_noise((2000, 1500), noise).convert("RGB")))
    assert (len(kept.jpeg) <= LARGEST_KEPT, kept.width) == (True, width)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_any_kind_of_png_becomes_a_photo(mode: str) -> None:
    kept = anew(as_file(Image.new(mode, (40, 30)), "PNG"))
    assert (kept.width, kept.height, shown(kept).mode) == (40, 30, "RGB")


def test_a_print_photo_in_four_colours_is_taken() -> None:
    assert shown(anew(as_file(street().convert("CMYK")))).mode == "RGB"


def test_what_is_seen_through_becomes_white() -> None:
    kept = anew(as_file(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert shown(kept).convert("RGB").getpixel((10, 10)) == (255, 255, 255)


def test_a_photo_with_its_depth_beside_it_is_taken() -> None:
    data = as_file(street(), "MPO", save_all=True, append_images=[street()])
    assert (anew(data).width, anew(data).height) == (640, 480)


def test_an_svg_with_a_script_is_refused_whatever_it_is_called() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert refusal(svg) == NOT_A_PHOTO


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + b"\0" * 40, b"%PDF-1.7", b"hej", as_file(street(), "BMP"), as_file(street(), "TIFF")]
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refusal(data) == NOT_A_PHOTO


def test_a_photo_that_is_a_page_too_is_refused() -> None:
    assert refusal(as_file(street(), comment=b"<script>alert(1)</script>")) == MORE_THAN_A_PHOTO
    assert refusal(as_file(street()) + b"\n<HTML><body>") == MORE_THAN_A_PHOTO


def test_a_photo_that_is_an_archive_too_is_refused() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("payload.jar", b"x" * 100)
    assert refusal(as_file(street()) + archive.getvalue()) == MORE_THAN_A_PHOTO


def test_a_photo_that_is_a_document_too_is_refused() -> None:
    assert refusal(as_file(street(), comment=b"%PDF-1.4")) == MORE_THAN_A_PHOTO


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge, and is."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 1)
    body = b"".join(rows.compress(row) for _row in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [4200, 12_000, 30_000])
def test_a_bomb_is_refused_before_it_goes_off(side: int) -> None:
    data = bomb(side, side)
    tracemalloc.start()
    assert refusal(data) == TOO_MANY_PIXELS
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(data) * 4 + MEGABYTE


def test_a_moving_picture_is_refused() -> None:
    for kind in ("PNG", "WEBP"):
        data = as_file(street(), kind, save_all=True, append_images=[street(), street()], duration=100)
        if getattr(Image.open(BytesIO(data)), "n_frames", 1) > 1:
            assert refusal(data) == MOVING


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_half_a_photo_is_refused(kind: str, part: float) -> None:
    data = as_file(Image.effect_noise((600, 400), 60).convert("RGB"), kind)
    assert refusal(data[: int(len(data) * part)]) == BROKEN


def test_two_hundred_megabytes_are_not_read() -> None:
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.asked = size or 0
            return b"\xff\xd8\xff" + b"\0" * (self.asked - 3)

    file = Endless()
    with pytest.raises(PhotoRefused, match="Fotot är större än 1 MB"):
        make_anew(file, largest=MEGABYTE)
    assert file.asked == MEGABYTE + 1


def outcome(data: bytes) -> str:
    """The sentence it is refused with; nothing when it is kept."""
    try:
        anew(data)
    except PhotoRefused as refused:
        return str(refused)
    return ""


@settings(max_examples=30)
@given(st.binary(max_size=400), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 300))
def test_a_file_of_any_bytes_is_a_photo_or_refused(noise: bytes, kind: str, at: int) -> None:
    whole = as_file(street(32, 24), kind)
    told = {outcome(data) for data in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise)}
    assert told <= {"", NOT_A_PHOTO, BROKEN, MORE_THAN_A_PHOTO, TOO_MANY_PIXELS, MOVING}
