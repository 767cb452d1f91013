"""What can go wrong with people. The sentence is fit to show to a person."""


class PeopleError(Exception):
    """The root of all errors in volunteers."""


class UnreadableFile(PeopleError):
    """A file that was meant to hold a list of people cannot be read as one."""
