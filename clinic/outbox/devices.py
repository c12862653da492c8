"""Switching notifications on and off for one phone, and following it to a new address."""

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
    _check(endpoint, p256dh, auth)
    keys = {"p256dh": p256dh, "auth": auth}
    device = _keep(endpoint, keys, person=person, label=label, since=now)
    others = Device.objects.of(person).exclude(pk=device.pk)
    Device.objects.filter(pk__in=[one.pk for one in others[MOST - 1 :]]).delete()
    return device


@transaction.atomic
def move(*, old: str, endpoint: str, p256dh: str, auth: str) -> bool:
    """Follow a browser whose push service gave it another address; False where nobody has the old.

    The old address is the proof: only the browser, its service and we know it. Raises
    ValidationError as switch_on does.
    """
    if not _may_be_kept(old):
        return False
    known = Device.objects.select_for_update().filter(endpoint=old).first()
    if known is None:
        return False
    _check(endpoint, p256dh, auth)
    keys, since = {"p256dh": p256dh, "auth": auth}, known.created_at
    known.delete()
    _keep(endpoint, keys, person=known.person, label=known.label, since=since)
    return True


def _keep(
    endpoint: str, keys: dict[str, str], *, person: UUID, label: str, since: datetime
) -> Device:
    """One row an address, also where two ask for it at one moment."""
    known = {"person": person, "label": label, **keys}
    device, _ = Device.objects.update_or_create(
        endpoint=endpoint, defaults=known, create_defaults=known | {"created_at": since}
    )
    return device


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    try:
        check_address(endpoint[: LONGEST_ADDRESS + 1])
        check_keys(p256dh, auth)
    except (ValidationError, ValueError) as wrong:
        raise ValidationError(NOT_FOR_US) from wrong
    if not _may_be_kept(endpoint):
        raise ValidationError(NOT_FOR_US)


def _may_be_kept(endpoint: str) -> bool:
    return 0 < len(endpoint) <= LONGEST_ADDRESS and "\0" not in endpoint


def switch_off(*, person: UUID, device: UUID) -> bool:
    """Send nothing to this browser any more; False where the person has no such one."""
    return bool(Device.objects.filter(person=person, pk=device).delete()[0])
