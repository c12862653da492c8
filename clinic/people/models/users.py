"""Who signs in: users, each with one role."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone

from clinic.db import save_checked
from clinic.units import Unit

type Principal = User | AnonymousUser


class UserManager(BaseUserManager["User"]):
    """Makes users; nobody has a password."""

    def create_user(self, email: str, *, name: str, role: str, **fields: Any) -> "User":
        """A user who signs in by a code sent to `email`."""
        user = self.model(email=email.strip().lower(), name=name, role=role, **fields)
        user.set_unusable_password()
        return save_checked(user)

    def working_at_the_desk(self) -> "models.QuerySet[User]":
        """Everybody who answers enquiries: the front desk and the manager."""
        desk = [User.Role.FRONT_DESK, User.Role.MANAGER]
        return self.filter(role__in=desk, is_active=True).order_by("name", "pk")


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # of Client: its base has no types
    """Somebody who signs in. Exactly one role decides what they may see."""

    class Role(models.TextChoices):
        """What a person comes to do here."""

        RUNNER = "runner", "Runner"
        PHYSIO = "physio", "Physio"
        FRONT_DESK = "front_desk", "Front desk"
        MANAGER = "manager", "Manager"

    class Theme(models.TextChoices):
        """The colours of the pages."""

        SYSTEM = "", "As the phone has it"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class TextSize(models.TextChoices):
        """How large words are."""

        NORMAL = "", "Normal"
        LARGE = "large", "Large"
        LARGER = "larger", "Very large"

    class Digest(models.TextChoices):
        """When a manager gets the clinic's numbers by e-mail."""

        WEEKLY = "weekly", "every Monday"
        DAILY = "daily", "every working day"
        NEVER = "never", "never"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role)
    theme = models.CharField(max_length=5, choices=Theme, blank=True)
    text_size = models.CharField(max_length=6, choices=TextSize, blank=True)
    unit = models.CharField(max_length=2, choices=Unit, default=Unit.KILOMETRES)
    wants_alert_mails = models.BooleanField(default=True, db_default=True)  # of a physio
    digest = models.CharField(
        max_length=6, choices=Digest, default=Digest.WEEKLY, db_default=Digest.WEEKLY
    )
    digest_from = models.DateTimeField(
        default=timezone.now, db_default=Now(), help_text="No digest that was due before then."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                violation_error_message="Somebody already signs in with this e-mail address.",
            ),
            models.CheckConstraint(
                condition=Q(digest__in=["weekly", "daily", "never"]),
                name="user_digest_comes_on_known_days",
                violation_error_message="Choose every Monday, every working day, or never.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
