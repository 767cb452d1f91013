"""Settings for the bench of a simulated term: the bench's, with tables in memory and a clock that is set by hand."""

from bench.settings import *  # noqa: F403 - all but what follows

DATABASES["default"]["NAME"] = ":memory:"  # noqa: F405 - of the bench's settings
CLOCK = "bench.term_clock.now"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
TWILIO_PER_SECOND = 0
