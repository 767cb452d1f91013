"""What can go wrong with a number or a text. The sentence is fit to show to a person."""


class MessagingError(Exception):
    """The root of all errors in messaging."""


class NotAMobileNumber(MessagingError):
    """The text given is not a mobile number in an allowed country."""


class RuinedBySpreadsheet(NotAMobileNumber):
    """A spreadsheet has rewritten the number as 4.67E+10, so its last digits are gone for good."""


class TextTooLong(MessagingError):
    """The text would take more than one segment."""


class SenderTaken(MessagingError):
    """There is a sender by that name already."""


class NoSuchSender(MessagingError):
    """No sender has that name."""
