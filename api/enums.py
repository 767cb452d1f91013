"""What a partner's key may do."""

from django.db import models


class Scope(models.TextChoices):
    """Scopes of a key. Each opens one kind of reading."""

    DISTRICTS = "districts:read"
    ROUTES = "routes:read"
    SHIFTS = "shifts:read"
