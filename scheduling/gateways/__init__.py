"""Where scheduling reaches out of the house. Sockets are opened by tasks alone, outside every transaction."""
