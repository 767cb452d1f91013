import pytest

from emulator.segments import count_segments


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("", 1),
        ("å" * 160, 1),
        ("å" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("kl 20.30–00.30 " + "x" * 60, 2),
        ("a\u030a" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_billed(body: str, segments: int) -> None:
    assert count_segments(body) == segments
