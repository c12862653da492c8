"""Switching notifications on and off for one phone."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.outbox.models import Device
from clinic.outbox.providers.push import check_keys
from clinic.posting import check_address

MOST = 5
LONGEST_ADDRESS = 1000
NOT_FOR_US = "This browser gave us no address for notifications. Switch them on again."


@transaction.atomic
def switch_on(
    *, person: UUID, endpoint: str, p256dh: str, auth: str, label: str, now: datetime
) -> Device:
    """Send a person's notifications to this browser, too; said again, it changes nothing.

    A browser shows those of one person: whoever switched them on last. Of more than five the oldest
    goes. Raises ValidationError for an address that we must not post to, or keys that are none.
    """
    try:
        check_address(endpoint[: LONGEST_ADDRESS + 1])
        check_keys(p256dh, auth)
    except (ValidationError, ValueError) as wrong:
        raise ValidationError(NOT_FOR_US) from wrong
    if len(endpoint) > LONGEST_ADDRESS or "\0" in endpoint:
        raise ValidationError(NOT_FOR_US)
    device, _ = Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={"person": person, "p256dh": p256dh, "auth": auth, "label": label},
        create_defaults={
            "person": person, "p256dh": p256dh, "auth": auth, "label": label, "created_at": now,
        },
    )  # fmt: skip
    others = Device.objects.of(person).exclude(pk=device.pk)
    Device.objects.filter(pk__in=[one.pk for one in others[MOST - 1 :]]).delete()
    return device


def switch_off(*, person: UUID, device: UUID) -> bool:
    """Send nothing to this browser any more; False where the person has no such one."""
    return bool(Device.objects.filter(person=person, pk=device).delete()[0])
