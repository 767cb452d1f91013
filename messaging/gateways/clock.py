"""The present moment. Doors ask here once and hand it on as `now`; the demo moves this clock, production does not."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


def now() -> datetime:
    """The present moment in UTC, from the function that settings.CLOCK names."""
    return cast("Callable[[], datetime]", import_string(settings.CLOCK))()
