from messaging.models.inbound import InboundMessage
from messaging.models.opt_out import OptOut
from messaging.models.outbound import OutboundMessage, SendAttempt, StatusCallback

__all__ = ["InboundMessage", "OptOut", "OutboundMessage", "SendAttempt", "StatusCallback"]
