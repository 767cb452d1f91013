"""The log of a night: told once, corrected with history, asked for where it is missing."""
