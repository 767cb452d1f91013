"""Settings for real processes started by a test: the demo's, with a clock that the test may set wrong.

FAULTS_CLOCK_MINUTES is how far this process's clock is ahead; below nought it is behind. FAULTS_CLOCK_BEGINS is the
moment that it begins at, where the test has named one.
"""

import os

os.environ["LYKTA_DEMO"] = "1"

from config.settings import *  # noqa: F403 - the environment above must stand before the settings are read

CLOCK = "tests.support.clocks.wrong_now"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "rates": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rates"},
}
