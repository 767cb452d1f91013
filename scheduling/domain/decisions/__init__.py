"""Nights that are too few to go out safely: when somebody must decide, who is told, and what was decided."""
