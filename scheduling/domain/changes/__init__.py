"""Changes of shifts: gathered in quiet, shown with all that they mean, and published with one text to each person."""
