"""Settings for the bench of a year: the bench's, with a clock that is set by hand.

What wakes the worker goes nowhere, since none is at work while a year is played; and the disk need not keep anything.
"""

from bench.settings import *  # noqa: F403 - all but what follows

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - of the bench's settings
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405 - as above
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;"
    )
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405 - as above
Q_CLUSTER = {**Q_CLUSTER, "broker_class": "django_q.brokers.Broker"}  # noqa: F405 - as above
CLOCK = "bench.term_clock.now"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
