"""A text-message provider for one machine: Twilio's Messages API, its webhooks, and a page of phones.

A process of its own (`python -m emulator`). It imports none of Lykta's apps and none of them imports it.
"""
