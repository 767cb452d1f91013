"""Seasons: a rule, the days that get in its way, and the nights it becomes."""
