"""The ways on which messages travel, and the states that they go through."""

from django.db import models


class Channel(models.TextChoices):
    """The ways on which messages reach people."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"
    PUSH = "push", "Notification on the phone"


class State(models.TextChoices):
    """The states of `planned → sending → sent`, and the ways out of them."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
