"""The day before: what leaders are told of tomorrow's nights, once, and what happens by itself until then."""
