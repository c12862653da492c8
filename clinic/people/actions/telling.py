"""Telling a runner something in the ways they chose: e-mail, text, notification, or not at all.

The text of some news has the key of its e-mail with `:sms` behind it, a notification `:push`. What
cannot be a text now,
because nobody carries texts or the night stands in the way, is an e-mail instead. So is a text that
turns out not to get through (`outbox/fallback.py`).
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings

from clinic.outbox.actions import Owed, queue_messages
from clinic.outbox.models import Message
from clinic.people.access import choices_link
from clinic.people.models import Purpose, Runner
from clinic.people.progress import window

EMAIL, SMS, PUSH = Message.Channel.EMAIL, Message.Channel.SMS, Message.Channel.PUSH


def tell_runner(runner: Runner, purpose: Purpose, owed: Owed, *, now: datetime) -> None:
    """Owe some news in each of the ways that the runner chose for it."""
    queue_messages(in_their_ways(runner, purpose, owed, now=now), now=now)


def in_their_ways(
    runner: Runner, purpose: Purpose, owed: Owed, *, now: datetime, event_at: datetime | None = None
) -> list[Owed]:
    """The e-mail, the text, the notification or nothing that this becomes; `owed` is the e-mail.

    `event_at` is when what it tells of begins: a text that the night would bring too near to it
    is an e-mail. The template of the text has the name of the e-mail's, in the folder `text`, that
    of the notification in the folder `push`.
    """
    ways = ways_of(runner, purpose)
    link = choices_link(runner)
    mail = replace(
        owed, to=runner.email, person=runner.pk, context={**owed.context, "choices_link": link}
    )
    moments: dict[str, Any] = {"now": now, "event_at": event_at}
    text = as_text(runner, mail, **moments) if SMS in ways else None
    is_mailed = EMAIL in ways or (SMS in ways and text is None)
    told = [*([mail] if is_mailed else []), *([text] if text else [])]
    if PUSH not in ways:
        return told
    instead = text or (mail if runner.email else as_text(runner, mail, **moments)) or mail
    is_any_hour = purpose == Purpose.SESSIONS
    notice = as_notice(runner, mail, instead, is_any_hour=is_any_hour, **moments)
    return [*told, notice] if notice else told or [instead]


def ways_of(runner: Runner, purpose: Purpose) -> set[str]:
    """The ways that the runner chose for this purpose."""
    if purpose == Purpose.SESSIONS:
        return {runner.sessions_by} if runner.wants_session_reminders else set()
    return set(runner.visits_by if purpose == Purpose.VISITS else runner.news_by)


def as_text(runner: Runner, mail: Owed, *, now: datetime, event_at: datetime | None) -> Owed | None:
    """The same news as a text; None if the runner cannot be texted in time."""
    if not settings.SMS_URLS or not runner.text_number:
        return None
    may_leave = window(
        zone=runner.zone,
        send_at=mail.send_after or now,
        event_at=event_at,
        not_after=mail.not_after,
    )
    if may_leave is None:
        return None
    return replace(
        mail,
        key=mail.key + Message.TEXT,
        channel=SMS,
        to=runner.text_number,
        template=mail.template.replace("/email/", "/text/"),
        send_after=may_leave.opens,
        not_after=may_leave.closes,
        # How it ends where nobody can reply STOP (outbox/providers/senders.py).
        stop_link=mail.context["choices_link"],
        calendar="",
        instead=mail,
    )


def as_notice(
    runner: Runner,
    mail: Owed,
    instead: Owed,
    *,
    now: datetime,
    event_at: datetime | None,
    is_any_hour: bool,
) -> Owed | None:
    """The same news as a notification on their phones; None if it cannot be one in time.

    It keeps the quiet hours, but not where its runner chose the very hour (`is_any_hour`). Whether
    a phone has notifications on is seen when it leaves; without one, `instead` leaves at once.
    """
    if not settings.PUSH:
        return None
    opens, closes = mail.send_after, mail.not_after
    if not is_any_hour:
        may_leave = window(
            zone=runner.zone, send_at=opens or now, event_at=event_at, not_after=closes
        )
        if may_leave is None:
            return None
        opens, closes = may_leave.opens, may_leave.closes
    return replace(
        mail,
        key=mail.key + Message.NOTICE,
        channel=PUSH,
        to=runner.email or runner.name,
        template=mail.template.replace("/email/", "/push/"),
        send_after=opens,
        not_after=closes,
        stop_link="",
        calendar="",
        instead=instead,
    )
