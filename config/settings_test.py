"""Settings for tests: the demo's, on a database of their own, with nothing slow and nothing that leaves the machine."""

import os

os.environ["LYKTA_DEMO"] = "1"
os.environ["DATABASE_URL"] = os.environ.get("LYKTA_TEST_DATABASE_URL", "sqlite:///:memory:")
OUTWARD = ("LYKTA_OUTWARD_NETWORKS", "LYKTA_OUTWARD_PLAIN_HTTP")
for name in ("LYKTA_REDIS_URL", "LYKTA_TILE_URL", "LYKTA_PUBLIC_URL", "LYKTA_TWILIO_API_URL", "PORT", *OUTWARD):
    os.environ.pop(name, None)

from config import settings  # noqa: E402 - the environment above must stand before the settings are read
from config.settings import *  # noqa: E402, F403 - as the environment stands now

CLOCK = "django.utils.timezone.now"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "rates": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rates"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES = settings.DATABASES
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["timeout"] = 120  # fifty threads of a test take their turns, on a busy machine too
    # Threads of a test must meet in one database, which an in-memory one would not give them.
    DATABASES["default"]["TEST"] = (
        {"NAME": os.environ.get("LYKTA_TEST_SQLITE", "")} if os.environ.get("LYKTA_TEST_SQLITE") else {}
    )
