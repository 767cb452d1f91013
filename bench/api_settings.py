"""Settings for the bench of the API: the bench's, with quotas that nobody reaches and plain views to compare with."""

from bench.settings import *  # noqa: F403 - all but what follows

ROOT_URLCONF = "bench.api_plain"
API_RATES = dict.fromkeys(("read", "write", "export"), (10**9, 60))
