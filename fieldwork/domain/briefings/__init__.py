"""What is told before a night: written by a coordinator, read by the group within its hours, and gone after."""
