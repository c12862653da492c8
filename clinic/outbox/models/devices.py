"""The phones, and other browsers, on which somebody wants notifications (RFC 8030)."""

from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q


class DeviceQuerySet(models.QuerySet["Device"]):
    """Named reads of devices."""

    def of(self, person: UUID | None) -> Self:
        """Those of one person, the newest first."""
        return self.filter(person=person).order_by("-created_at", "pk")


class Device(models.Model):
    """One browser that shows notifications of ours, with the keys that only it can open.

    The row goes once its push service says that the address has ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.UUIDField(help_text="Whose it is, by an id that nobody here can look up.")
    endpoint = models.TextField(
        unique=True, help_text="Where its push service takes messages for it: as good as a key."
    )
    p256dh = models.CharField(max_length=100, help_text="Its public key, base64url (RFC 8291).")
    auth = models.CharField(max_length=30, help_text="The secret that it shares with us.")
    label = models.CharField(max_length=40, help_text="What its person knows it by.")
    created_at = models.DateTimeField()

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(endpoint__startswith="http") & ~Q(p256dh="") & ~Q(auth=""),
                name="device_has_an_address_and_keys",
            )
        ]
        indexes = [models.Index(fields=["person"], name="device_of_a_person")]

    def __str__(self) -> str:
        return self.label
