from messaging.models.inbound import InboundMessage
from messaging.models.number import NumberTrouble
from messaging.models.opt_out import OptOut
from messaging.models.outbound import OutboundMessage, SendAttempt, StatusCallback
from messaging.models.sender import Sender

__all__ = ["InboundMessage", "NumberTrouble", "OptOut", "OutboundMessage", "SendAttempt", "Sender", "StatusCallback"]
