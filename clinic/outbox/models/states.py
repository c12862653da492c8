"""The ways on which messages travel, and the states that they go through."""

from django.db import models

# The `reason` of a text that left and never reached its phone.
NOT_REACHED = "The network did not deliver it"
# The channels on which a message may get lost, and then goes another way.
PASSED_ON = ("sms", "push")


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
