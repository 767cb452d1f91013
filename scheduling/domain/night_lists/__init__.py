"""Lists of planned nights: dates, times and places as associations write them, and what becomes of each row."""
