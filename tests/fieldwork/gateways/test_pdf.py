import subprocess
import sys

import pytest

HALF_A_PHOTO_AFTER_A_PDF = """
import django
django.setup()
from io import BytesIO
from PIL import Image
from fieldwork.domain.observations.pictures import make_anew
from fieldwork.exceptions import PhotoRefused
from fieldwork.gateways.pdf import pdf_of

print(pdf_of("<h1>Uppföljning</h1>", css="")[:5])
whole = BytesIO()
Image.effect_noise((600, 400), 60).convert("RGB").save(whole, "JPEG")
try:
    make_anew(BytesIO(whole.getvalue()[:9000]), largest=1_000_000)
except PhotoRefused:
    print("refused")
"""


@pytest.mark.pdf
def test_half_a_photo_is_refused_by_a_process_that_has_made_a_pdf() -> None:
    command = [sys.executable, "-c", HALF_A_PHOTO_AFTER_A_PDF]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.split() == ["b'%PDF-'", "refused"]
