"""Tonight's board: what a coordinator sees across the room, and what it is made of."""
