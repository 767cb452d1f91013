"""People who sign in, and what they may do."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.enums import RoleKind
from volunteers.models.association import Association
from volunteers.models.municipality import Municipality


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in with e-mail and password: a leader or a coordinator. Volunteers need no account."""

    email = models.EmailField(_("e-post"), unique=True)
    name = models.CharField(_("namn"), max_length=80)
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name


class Role(models.Model):
    """What a user may do: coordinate one municipality, or lead one association. A user can have several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=16, choices=RoleKind.choices)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    association = models.ForeignKey(Association, on_delete=models.CASCADE, null=True, blank=True, related_name="roles")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RoleKind.COORDINATOR, municipality__isnull=False, association__isnull=True)
                | Q(kind=RoleKind.LEADER, municipality__isnull=True, association__isnull=False),
                name="role_over_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "municipality"], name="coordinator_once"),
            models.UniqueConstraint(fields=["user", "association"], name="leader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
