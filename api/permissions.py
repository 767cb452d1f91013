"""What a partner's key may read, and how often."""

from django.conf import settings
from django.core.cache import caches
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from api.models import ApiKey
from messaging.gateways import clock

WINDOW = 60  # seconds


class HasScope(BasePermission):
    """The key carries the scope that the view names in `required_scope`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = request.auth
        return isinstance(key, ApiKey) and getattr(view, "required_scope", None) in key.scopes


class KeyRate(BaseThrottle):
    """So many requests a minute for each key, counted from the full minute in a cache that costs no query."""

    retry_after = 0

    def allow_request(self, request: Request, _view: APIView) -> bool:
        minute, second = divmod(int(clock.now().timestamp()), WINDOW)
        self.retry_after = WINDOW - second
        rates = caches["rates"]
        name = f"api:{request.auth.pk}:{minute}"
        rates.add(name, 0, timeout=2 * WINDOW)
        return rates.incr(name) <= settings.API_REQUESTS_PER_MINUTE

    def wait(self) -> float:
        return self.retry_after
