"""How much is sent at once, how long is waited, and when it is enough."""

from datetime import timedelta

TIME_BUDGET = 15.0  # seconds; with one slow answer on top, well within the worker's own limit
BATCH = 128  # texts claimed in one transaction
THREADS = 32  # texts on the wire at once from one worker; Twilio lets about a hundred through for one account
# After this long without a word the provider is asked. Far longer than a socket waits, so nobody is sending any more.
SILENCE = timedelta(minutes=5)
MOST_ATTEMPTS = 12  # about four hours with retry_delay
WAITS_IN_A_ROW = 3  # that a busy provider says before the run ends
LOSSES_IN_A_ROW = 5  # answers that are lost before the run ends
