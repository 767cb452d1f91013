"""Settings for the bench of webhooks: the bench's, and this machine may be called."""

from bench.settings import *  # noqa: F403 - all but what follows

CLOCK = "django.utils.timezone.now"
OUTWARD_NETWORKS = ["127.0.0.0/8"]
OUTWARD_PLAIN_HTTP = True
