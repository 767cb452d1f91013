"""Settings for the bench of texts that come in: the bench's, but with the real clock and with an emulator to send to.

BENCH_WEB_PORT is where the web server listens, BENCH_PROVIDER_PORT where the emulator does.
"""

import os

from bench.settings import *  # noqa: F403 - all but what follows

CLOCK = "django.utils.timezone.now"
SMS_GATEWAY = "messaging.gateways.twilio.TwilioGateway"
PUBLIC_URL = f"http://127.0.0.1:{os.environ.get('BENCH_WEB_PORT', '8000')}"
TWILIO_API_URL = f"http://127.0.0.1:{os.environ.get('BENCH_PROVIDER_PORT', '9')}"
