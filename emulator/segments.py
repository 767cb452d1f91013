"""How many text-message segments a body takes, the way Twilio bills it (GSM 03.38 and UCS-2)."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
_GSM_TWO = set("^{}\\[~]|€\f")
_GSM_SINGLE, _GSM_JOINED = 160, 153
_UCS_SINGLE, _UCS_JOINED = 70, 67
_BMP_END = 0xFFFF


def is_gsm(body: str) -> bool:
    return all(char in _GSM or char in _GSM_TWO for char in body)


def count_segments(body: str) -> int:
    """At least 1. A two-septet character or a surrogate pair is never split between segments."""
    if is_gsm(body):
        widths, single, joined = [2 if char in _GSM_TWO else 1 for char in body], _GSM_SINGLE, _GSM_JOINED
    else:
        widths, single, joined = [2 if ord(char) > _BMP_END else 1 for char in body], _UCS_SINGLE, _UCS_JOINED
    if sum(widths) <= single:
        return 1
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return segments
