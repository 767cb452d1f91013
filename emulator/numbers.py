"""What a provider can tell from a phone number."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def _parse(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return None
    return parsed if phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == number else None


def is_e164(number: str) -> bool:
    """A number that can exist, written +46701740605 and no other way."""
    parsed = _parse(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def is_mobile(number: str) -> bool:
    parsed = _parse(number)
    return parsed is not None and phonenumbers.number_type(parsed) in _MOBILE


def country_of(number: str) -> str:
    """Two letters, or nothing where it cannot be told."""
    parsed = _parse(number)
    return "" if parsed is None else phonenumbers.region_code_for_number(parsed) or ""


def is_alphanumeric_sender(text: str) -> bool:
    """At most 11 letters, digits and spaces, at least one of them a letter."""
    return len(text) <= 11 and text.replace(" ", "").isalnum() and any(char.isalpha() for char in text)  # noqa: PLR2004 - what GSM allows a sender


def show_number(number: str) -> str:
    """+46701740612 as people write it: 070-174 06 12. Foreign numbers keep their country code."""
    parsed = _parse(number)
    if parsed is None:
        return number
    style = PhoneNumberFormat.NATIONAL if country_of(number) == "SE" else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
