from api.models.contact_read import ContactRead
from api.models.event import PartnerEvent
from api.models.partner import ApiKey, Partner
from api.models.partner_calendar import PartnerCalendar
from api.models.presence import PresenceAsk
from api.models.repeat import KeptCall
from api.models.webhook import WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "ApiKey",
    "ContactRead",
    "KeptCall",
    "Partner",
    "PartnerCalendar",
    "PartnerEvent",
    "PresenceAsk",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
