"""Two groups of a night become one, or one becomes two: everyone's place moves along, and is told of once."""
