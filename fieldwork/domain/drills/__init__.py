"""Drills of the ladder: once a month the real thing, with every text and call marked ÖVNING, and a report of it.

Only those on duty take part, for whom the alarm is meant, and a leader who has offered to. Whole groups never do: they
are not out, it would frighten whoever reads half a text, and people who are rung for nothing stop answering.
"""
