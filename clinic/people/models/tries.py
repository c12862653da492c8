"""What is counted to keep bots off."""

from django.db import models


class RateWindow(models.Model):
    """How often something was tried in one stretch of time, counted by the database."""

    key = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "starts_at"], name="rate_window_is_counted_once")
        ]

    def __str__(self) -> str:
        return self.key
