"""What can go wrong with a number or a text. The sentence is fit to show to a person."""


class MessagingError(Exception):
    """The root of all errors in messaging."""


class NotAMobileNumber(MessagingError):
    """The text given is not a mobile number in an allowed country."""


class TextTooLong(MessagingError):
    """The text would take more than one segment."""
