"""Settings for the bench of texts on their way out: the bench's, with an emulator to send to and no pace to keep.

BENCH_PROVIDER_PORT is where the emulator listens. BENCH_MINUTES moves the bench's clock on, past what was queued.
"""

import os

from bench.settings import *  # noqa: F403 - all but what follows

CLOCK = "bench.sending_moment.now"
SMS_GATEWAY = "messaging.gateways.twilio.TwilioGateway"
TWILIO_API_URL = f"http://127.0.0.1:{os.environ.get('BENCH_PROVIDER_PORT', '9')}"
TWILIO_PER_SECOND = 0
