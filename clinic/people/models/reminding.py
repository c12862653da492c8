"""What a runner is sent, and how: who said so, when and in what words. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from clinic.outbox.models import Message
from clinic.people.models.people import Runner


class Purpose(models.TextChoices):
    """What messages to a runner are for; each has its own choice of ways."""

    VISITS = "visits", "Reminders of visits"
    SESSIONS = "sessions", "Reminders of sessions"
    NEWS = "news", "Programme news and answers"


# The kinds of messages that a choice is about. News of a visit itself, and codes, always leave.
KINDS: dict[str, tuple[str, ...]] = {
    Purpose.VISITS: ("appointment-reminder",),
    Purpose.SESSIONS: ("session-reminder", "morning-reminder"),
    Purpose.NEWS: ("program-assigned", "program-changed", "question-answered"),
}


class ReminderChoice(models.Model):
    """One change of mind about one purpose and one way."""

    class How(models.TextChoices):
        """Where it was said."""

        SETTINGS = "settings", "In the settings"
        LINK = "link", "By the link in a message"

    runner = models.ForeignKey(Runner, models.CASCADE, related_name="reminder_choices")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.SESSIONS)
    channel = models.CharField(max_length=8, choices=Message.Channel, default=Message.Channel.EMAIL)
    wants = models.BooleanField()
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["settings", "link"]), name="reminder_choice_was_said_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(
                    purpose__in=["visits", "sessions", "news"],
                    channel__in=["email", "sms", "push"],
                ),
                name="reminder_choice_is_about_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Wants' if self.wants else 'Wants no'} {self.purpose} by {self.channel}"


class TextConsent(models.Model):
    """Somebody agreed that the clinic texts them: to which number, and in which words.

    A trigger keeps the rows as they are (migration 0010).
    """

    runner = models.ForeignKey(Runner, models.CASCADE, related_name="text_consents")
    phone = PhoneNumberField()
    words = models.TextField(help_text="As they stood beside the box.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") & ~Q(words=""), name="text_consent_has_number_and_words"
            )
        ]

    def __str__(self) -> str:
        return f"Agreed to texts, {self.at:%d %b %Y}"
