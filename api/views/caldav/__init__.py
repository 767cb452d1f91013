"""CalDAV over HTTP, for reading. One door; behind it a file for each thing that is asked."""
