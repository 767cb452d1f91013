"""What can stop a change of the rota. Every sentence is fit to show to a person, in their language."""

from datetime import datetime


class SchedulingError(Exception):
    """The root of all errors in scheduling."""


class ShiftFull(SchedulingError):
    """The crew has reached its maximum."""


class OverlapsAnotherShift(SchedulingError):
    """The volunteer holds a place on another shift at the same time."""


class MoveNotAllowed(SchedulingError):
    """The table of allowed moves has no such step."""


class TooLate(SchedulingError):
    """The shift has begun, is over or is cancelled."""


class NotAMember(SchedulingError):
    """The volunteer does not walk with the association of the shift, or is paused."""


class UnsoundCrew(SchedulingError):
    """The crew sizes contradict each other or leave someone alone."""


class NonexistentTime(SchedulingError):
    """A local time in the hour that the clock skips in spring."""


class AmbiguousTime(SchedulingError):
    """A local time in the hour that comes twice in autumn. `choices` are the two moments, first and second, in UTC."""

    def __init__(self, message: str, *, choices: tuple[datetime, datetime]) -> None:
        super().__init__(message)
        self.choices = choices


class BadGeometry(SchedulingError):
    """The GeoJSON given is not one line in WGS 84."""
