"""Nights for which people sign themselves up: on what terms, who sees which, and what a sign-up gives."""
