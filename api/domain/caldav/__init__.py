"""CalDAV for reading (RFC 4791, RFC 6578) in plain values: requests taken apart, answers put together."""
