"""What can go wrong with people. The sentence is fit to show to a person."""


class PeopleError(Exception):
    """The root of all errors in volunteers."""


class UnreadableFile(PeopleError):
    """A file that was meant to hold a list of people cannot be read as one."""


class NotUnderstood(PeopleError):
    """A text that was meant to be a name, a year, a date or the like cannot be read as one."""


class Forgotten(PeopleError):
    """The person was removed meanwhile, and nothing more is written about them."""


class NumberTaken(PeopleError):
    """The mobile number belongs to someone else in the municipality."""


class ImportClosed(PeopleError):
    """An uploaded list has been accepted already, or was disposed of."""


class InUse(PeopleError):
    """A district that something still refers to cannot be deleted."""


class WouldLoop(PeopleError):
    """A district cannot lie in itself, nor in one of its own parts."""


class RoleKept(PeopleError):
    """The last coordinator of a municipality keeps the role."""


class TooManyCodes(PeopleError):
    """The number, the address or the town has had as many codes as are texted within an hour or a day."""


class CodeRefused(PeopleError):
    """What was written is not the code, or the code is not valid any more."""


class TooManyWishes(PeopleError):
    """A person would like to walk with some others, not with everybody."""


class AnsweredAlready(PeopleError):
    """Somebody who wants to walk has got an answer, or has taken it back."""


class TooManyPeriods(PeopleError):
    """A person is away in a number of periods, not in an endless list of them."""
