"""Settings for the bench: production's, on a database made for it, and with no way to send a text.

Whatever the environment says of another database or provider is left unread.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from bench.databases import require_bench_name

URL = os.environ.get("LYKTA_BENCH_DATABASE_URL", "")
if not URL:
    raise ImproperlyConfigured("The bench is started by: python -m bench")
require_bench_name(URL)

for name in [name for name in os.environ if name.startswith("LYKTA_") and name != "LYKTA_BENCH_DATABASE_URL"]:
    del os.environ[name]
os.environ |= {
    "DATABASE_URL": URL,
    "LYKTA_SECRET_KEY": "known-to-everyone-and-used-by-the-bench-alone-which-serves-only-itself",
    "LYKTA_PUBLIC_URL": "http://127.0.0.1:8000",
    "LYKTA_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "LYKTA_TWILIO_AUTH_TOKEN": "the-bench-signs-its-own-webhooks",
    "LYKTA_TWILIO_API_URL": "http://127.0.0.1:9",  # nobody answers there
    "LYKTA_TWILIO_FROM": "+46701740699",
    "LYKTA_LOG_LEVEL": "WARNING",
}

from config.settings import *  # noqa: E402, F403 - the environment above must stand before the settings are read

CLOCK = "bench.moment.now"
SMS_GATEWAY = "messaging.gateways.memory.MemoryGateway"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
