"""Which physio to tell that something of a runner waits, so that nobody has to look all day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from clinic.outbox.actions import Owed, queue_messages
from clinic.outbox.models import Message
from clinic.people.actions.mails import ALERT_MAIL
from clinic.people.models import Practitioner, User
from programs.actions.taking_back import about_alerts
from programs.models import Alert
from programs.reminders.calls import MOST_AT_ONCE, locked

# Whoever looks within this time is told nothing.
HELD = timedelta(minutes=3)
# What came in longer ago tells nobody any more; it stands on the page of alerts.
RECENT = timedelta(days=1)


@transaction.atomic
def queue_alert_mails(*, now: datetime) -> None:
    """Owe a physio one e-mail for a runner with something new. Run it as often as you like.

    There is no second one about a runner before all is cleared that the first was about, or a day
    is over. It names neither the runner nor what happened, and is taken back once all is cleared.
    """
    waiting = _untold(now=now)[:MOST_AT_ONCE]
    if not waiting:
        return
    # As they stand under the lock, which clearing takes as well.
    free = locked(alert.runner_id for alert in waiting)
    queue_messages([_mail(alert, now=now) for alert in _untold(now=now, runners=free)], now=now)


def _untold(*, now: datetime, runners: Iterable[UUID] | None = None) -> list[Alert]:
    """Of each runner the first open alert, if nobody was told since it was raised; two queries."""
    alerts = Alert.objects.open().filter(
        raised_at__gt=now - RECENT,
        runner__physio__user__is_active=True,
        runner__physio__user__wants_alert_mails=True,
    )
    if runners is not None:
        alerts = alerts.filter(runner__in=runners)
    newest_first = alerts.select_related("runner__physio__user").order_by("-raised_at", "id")
    first = {about_alerts(alert.runner_id): alert for alert in newest_first}
    told = Message.objects.filter(kind=ALERT_MAIL, about__in=list(first))
    told_at = dict(told.values_list("about").annotate(Max("created_at")))
    return [
        alert
        for about, alert in first.items()
        if about not in told_at or told_at[about] < alert.raised_at
    ]


def _mail(alert: Alert, *, now: datetime) -> Owed:
    physio = cast(Practitioner, alert.runner.physio)  # asked for above, as is the user
    user = cast(User, physio.user)
    return Owed(
        key=f"{ALERT_MAIL}:{alert.pk}:{alert.raised_at:%Y%m%dT%H%M%S%f}",
        kind=ALERT_MAIL,
        about=about_alerts(alert.runner_id),
        to=user.email,
        person=user.pk,
        template="programs/email/alert",
        context={},
        send_after=now + HELD,
        not_after=now + RECENT,
    )
