"""Calendars of others that a municipality subscribes Lykta to: the school year, matches, events in town."""
