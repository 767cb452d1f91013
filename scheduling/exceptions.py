"""What can stop a change of the rota. Every sentence is fit to show to a person, in their language."""

from datetime import datetime, timedelta


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


class NotAllowed(SchedulingError):
    """A rule of the municipality, the association or the route stands in the way, and nobody made an exception."""


class NotAMember(SchedulingError):
    """The volunteer does not walk with the association of the shift, or is paused."""


class NoSwap(SchedulingError):
    """Two people cannot change nights: something keeps one of them from the other's.

    `about` is the volunteer whose own matter it is; nobody else but a leader is told.
    """

    def __init__(self, message: str, *, about: int | None = None) -> None:
        super().__init__(message)
        self.about = about


class AlreadySeenTo(SchedulingError):
    """Somebody else was quicker with a call or a text that waited for a person."""


class LinkClosed(SchedulingError):
    """The calendar link opens nothing any more."""


class TooManyLinks(SchedulingError):
    """Many links to somebody's own calendar or page have been made within a day."""


class NotReachedByText(SchedulingError):
    """The number has asked for silence, or cannot take a text."""


class TooManySamples(SchedulingError):
    """Someone has tried an association's words many times within an hour."""


class QuestionRefused(SchedulingError):
    """A season's question cannot be put like this, or takes no answers any more."""


class ChangedMeanwhile(SchedulingError):
    """What is about to be done is no longer what somebody was shown."""


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


class MessageRefused(SchedulingError):
    """A message in somebody's own words cannot be sent as it stands."""


class PersonalDataSeen(SchedulingError):
    """A text seems to hold a number or an address that leads to one person. `field` is where, `traces` what."""

    def __init__(self, message: str, *, field: str, traces: tuple[str, ...]) -> None:
        super().__init__(message)
        self.field = field
        self.traces = traces


class UnsoundRequest(SchedulingError):
    """A request for presence that cannot be: its times, its place. `field` is what it is about."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class AnotherTime(SchedulingError):
    """The shift does not walk while presence is asked for, so that it is a proposal and no yes."""


class CalendarRefused(SchedulingError):
    """A calendar of someone else's cannot be subscribed to as asked."""


class CalendarUnread(SchedulingError):
    """A calendar of someone else's could not be fetched or read.

    `fault` is a CalendarFault, `status` what its server answered in numbers, `wait` how long it asked to be left alone.
    """

    def __init__(self, fault: str, *, status: int | None = None, wait: timedelta = timedelta(0)) -> None:
        super().__init__(fault)
        self.fault = fault
        self.status = status
        self.wait = wait


class TokenUnknown(SchedulingError):
    """No state of the calendar is known by this token any more, or ever was."""


class UnsoundTerms(SchedulingError):
    """Terms for open nights that contradict each other."""


class NotOpen(SchedulingError):
    """Nobody signs up for the night: it is not open, or not yet to this person, or it is too late."""


class QuotaReached(SchedulingError):
    """The person has taken as many open nights as the association lets one person take."""


class TakenOff(SchedulingError):
    """A leader took the person off the night, or said no, so they do not put themselves back."""
