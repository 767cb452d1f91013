"""Calendars that programs follow change by change, by CalDAV. What they show is what the feeds show."""
