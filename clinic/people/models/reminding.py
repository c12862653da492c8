"""Who said, when and in what way, that they want reminders of sessions or none."""

from django.db import models
from django.db.models import Q

from clinic.people.models.people import Runner


class ReminderChoice(models.Model):
    """One change of mind about reminders of sessions; rows are only ever added."""

    class How(models.TextChoices):
        """Where it was said."""

        SETTINGS = "settings", "In the settings"
        LINK = "link", "By the link in a reminder"

    runner = models.ForeignKey(Runner, models.CASCADE, related_name="reminder_choices")
    wants = models.BooleanField()
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["settings", "link"]), name="reminder_choice_was_said_somewhere"
            )
        ]

    def __str__(self) -> str:
        return f"{'Wants' if self.wants else 'Wants no'} reminders ({self.how})"
