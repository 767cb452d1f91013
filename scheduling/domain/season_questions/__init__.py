"""Which of a season's nights can you? Asked by text, answered on one's own page, read by whoever fills the nights."""
