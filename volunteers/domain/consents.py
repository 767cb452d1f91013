"""The text that people agree to when they want to walk. A text that somebody has agreed to is never changed.

A new one is a new file beside it in templates/volunteers/consents/, and its name here.
"""

CURRENT = "1"


def template_of(version: str) -> str:
    return f"volunteers/consents/{version}.html"
