"""Registering an address, changing its secret, trying it, sending again, and switching it off."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from clinic.db import save_checked
from clinic.people.models import User
from clinic.posting import check_address
from clinic.webhooks.models import TRIAL, Change, Delivery, Endpoint, Event
from clinic.webhooks.sight import KINDS, may_see

MOST = 10
TRIED_FOR = timedelta(days=1)
AT_ONCE = 200
HANDING_ON = 0x57EB  # any number, as long as nothing else locks it


def events_for(user: User) -> list[Event]:
    """What somebody can be told of: nothing that they could not read."""
    return [event for event in Event if user.role in KINDS[event.partition(".")[0]].roles]


def register(*, user: User, url: str, events: Collection[str], now: datetime) -> Endpoint:
    """A new address; raises ValidationError for one that cannot be, and for events of others."""
    check_address(url)
    if not events or not set(events) <= {event.value for event in events_for(user)}:
        raise ValidationError({"events": "Choose at least one event."})
    if Endpoint.objects.of(user).filter(ended_at=None).count() >= MOST:
        raise ValidationError(f"You have {MOST} addresses. Switch one off first.")
    return save_checked(Endpoint(user=user, url=url, events=sorted(events), created_at=now))


def change_secret(*, endpoint: Endpoint, now: datetime) -> None:
    """A new secret. The one before signs as well for a day, so that nothing is refused meanwhile.

    Raises ValidationError within that day, for the one before that would end too early.
    """
    changed_at = endpoint.secret_changed_at
    if changed_at and now < changed_at + TRIED_FOR:
        raise ValidationError("You made a new secret within the last day. Wait until it is over.")
    endpoint.secret_number += 1
    endpoint.secret_changed_at = now
    save_checked(endpoint, update_fields=["secret_number", "secret_changed_at"])


@transaction.atomic
def switch_off(*, endpoint: Endpoint, now: datetime) -> bool:
    """Tell this address nothing more, nor what still waits; False when it was off already."""
    if not Endpoint.objects.filter(pk=endpoint.pk, ended_at=None).update(ended_at=now):
        return False
    waiting = Delivery.objects.open().filter(endpoint=endpoint)
    waiting.update(state=Delivery.State.GIVEN_UP, said="Switched off")
    return True


def send_trial(*, endpoint: Endpoint, now: datetime) -> Delivery:
    """Post an event that stands for nothing, to see whether somebody answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('webhooks_change', 'id'))")
        number = cursor.fetchone()[0]
    trial = Change(pk=number, event=TRIAL, subject=uuid4(), version=1, at=now)
    return save_checked(delivery_of(trial, endpoint, now=now))


def send_again(*, delivery: Delivery, now: datetime) -> bool:
    """Post it once more, with the same id, for a day from now; False while it waits anyway."""
    over = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.WAITING)
    return bool(
        over.update(
            state=Delivery.State.WAITING,
            next_at=now,
            give_up_at=now + TRIED_FOR,
            attempts=0,
            delivered_at=None,
            lease_until=None,
            said="",
        )
    )


@transaction.atomic
def hand_on(*, now: datetime) -> int:
    """Make deliveries of the changes that were noted; returns how many changes.

    One worker at a time, for the order counts; another finds nothing to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [HANDING_ON])
        if not cursor.fetchone()[0]:
            return 0
    changes = list(Change.objects.all()[:AT_ONCE])
    if not changes:
        return 0
    endpoints = list(Endpoint.objects.on().select_related("user"))
    Delivery.objects.bulk_create(
        [
            delivery_of(change, endpoint, now=now)
            for change in changes
            for endpoint in endpoints
            if change.event in endpoint.events and may_see(endpoint.user, change)
        ],
        ignore_conflicts=True,
    )
    Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def delivery_of(change: Change, endpoint: Endpoint, *, now: datetime) -> Delivery:
    """What the address is to be told of the change; not stored yet."""
    return Delivery(
        number=change.pk,
        endpoint=endpoint,
        event=change.event,
        subject=change.subject,
        version=change.version,
        happened_at=change.at,
        next_at=now,
        give_up_at=now + TRIED_FOR,
    )
