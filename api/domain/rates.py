"""How often a key may ask: so many requests in a window, counted for each class of routes from the window's beginning.

The counts stand in the cache "rates", which all processes share when there is Redis. Told by the fields RateLimit and
RateLimit-Policy of draft-ietf-httpapi-ratelimit-headers-11.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import caches

from api.enums import RouteClass


@dataclass(frozen=True)
class Spent:
    """What is left of a quota. `wait` is the seconds until all of it is there again."""

    route_class: RouteClass
    quota: int
    window: int
    used: int
    wait: int

    @property
    def is_over(self) -> bool:
        return self.used > self.quota

    @property
    def headers(self) -> dict[str, str]:
        left = max(0, self.quota - self.used)
        return {
            "RateLimit-Policy": f'"{self.route_class}";q={self.quota};w={self.window}',
            "RateLimit": f'"{self.route_class}";r={left};t={self.wait}',
        }


def spend(key: int, route_class: RouteClass, *, now: datetime) -> Spent:
    """Count one request of a key, by its primary key."""
    quota, window = settings.API_RATES[route_class]
    number, second = divmod(int(now.timestamp()), window)
    name = f"api:{key}:{route_class}:{number}"
    rates = caches["rates"]
    rates.add(name, 0, timeout=2 * window)
    return Spent(route_class, quota=quota, window=window, used=rates.incr(name), wait=window - second)
