"""What can stop something out in the night. Every sentence is fit to show to a person, in their language."""


class FieldworkError(Exception):
    """The root of all errors in fieldwork."""


class AlreadyThere(FieldworkError):
    """What was to be entered stands already, in the same place or at the same time."""


class WrongTimes(FieldworkError):
    """A time, a day or a period cannot be as written."""


class ObservationRefused(FieldworkError):
    """What was noted cannot be kept as it stands. `field` is what it is about."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class PhotoRefused(FieldworkError):
    """The file is no photo that can be kept."""


class ObservationMoveRefused(FieldworkError):
    """An observation in its state does not get the state asked for."""


class CategoryRefused(FieldworkError):
    """A kind of fault cannot be changed like this."""


class LogNotOpen(FieldworkError):
    """The night has not begun, was called off, or its log is closed to the one who writes."""


class UnsoundLog(FieldworkError):
    """A log that says nothing, or times that cannot be. `field` is what it is about."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class PersonSeen(FieldworkError):
    """A text seems to lead to one person. `field` is where, `traces` what; with none of those it is a name."""

    def __init__(self, message: str, *, field: str, traces: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.traces = traces

    @property
    def is_only_a_name(self) -> bool:
        return not self.traces


class NotTonight(FieldworkError):
    """It is too early to go out, or the night is over, cancelled or not published."""


class TooFewToGo(FieldworkError):
    """Fewer would be out than the night needs for safety."""

    def __init__(self, message: str, *, count: int, needed: int) -> None:
        super().__init__(message)
        self.count = count
        self.needed = needed


class OutElsewhere(FieldworkError):
    """Somebody is registered as out with another group, which is not due home yet."""


class NotOut(FieldworkError):
    """Nobody of the group is registered as out, or the person is not."""


class NoMoreTime(FieldworkError):
    """The group has given itself as much more time as its municipality lets it; `count` is how many times."""

    def __init__(self, message: str, *, count: int) -> None:
        super().__init__(message)
        self.count = count


class CannotCorrect(FieldworkError):
    """Who was there cannot be put right in that way."""


class BadPolicy(FieldworkError):
    """A ladder that would not work."""


class AlreadyTaken(FieldworkError):
    """Somebody else has taken the alarm."""


class AlarmOver(FieldworkError):
    """The alarm is resolved: nobody needs to do anything more."""


class NotYourAlarm(FieldworkError):
    """Only whoever took the alarm can say that."""


class NobodySpokenTo(FieldworkError):
    """An alarm is resolved by having spoken to somebody, and a voicemail is nobody."""


class TellsTooMuch(FieldworkError):
    """What was written holds something that is never kept: a personal number, a door code."""


class MoreThanThereIs(FieldworkError):
    """More of a thing than there is, or than was taken out, was counted or lent."""


class AlreadyCounted(FieldworkError):
    """What came home has been counted, or seen to, by somebody else."""


class StillOut(FieldworkError):
    """A thing cannot be put away while some of it is out, lent or missing."""


class ReferralRefused(FieldworkError):
    """What is handed over cannot go on like this. `field` is what it is about."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BadDrill(FieldworkError):
    """A drill that cannot be held so, or then."""


class NoPdf(FieldworkError):
    """The system lacks Pango, which PDFs are set with."""
