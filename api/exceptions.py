"""Why a machine is turned away."""


class KeyRefused(Exception):
    """A key that opens nothing; `problem` is one of enums.Problem."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class BadCursor(Exception):
    """A cursor that this API did not hand out for this list."""
