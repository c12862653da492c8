"""Telling a runner something in the ways they chose: by e-mail, as a text, as both, or not at all.

The text of some news has the key of its e-mail with `:sms` behind it. What cannot be a text now,
because nobody carries texts or the night stands in the way, is an e-mail instead. So is a text that
turns out not to get through (`outbox/fallback.py`).
"""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from clinic.outbox.actions import Owed, queue_messages
from clinic.outbox.models import Message
from clinic.people.access import choices_link
from clinic.people.models import Purpose, Runner
from clinic.people.progress import window

EMAIL, SMS = Message.Channel.EMAIL, Message.Channel.SMS


def tell_runner(runner: Runner, purpose: Purpose, owed: Owed, *, now: datetime) -> None:
    """Owe some news in each of the ways that the runner chose for it."""
    queue_messages(in_their_ways(runner, purpose, owed, now=now), now=now)


def in_their_ways(
    runner: Runner, purpose: Purpose, owed: Owed, *, now: datetime, event_at: datetime | None = None
) -> list[Owed]:
    """The e-mail, the text, both or nothing that this news becomes; `owed` is the e-mail.

    `event_at` is when what it tells of begins: a text that the night would bring too near to it
    is an e-mail. The template of the text has the name of the e-mail's, in the folder `text`.
    """
    ways = ways_of(runner, purpose)
    link = choices_link(runner)
    mail = replace(
        owed, to=runner.email, person=runner.pk, context={**owed.context, "choices_link": link}
    )
    if SMS not in ways:
        return [mail] if EMAIL in ways else []
    text = as_text(runner, mail, now=now, event_at=event_at)
    if text is None:
        return [mail]
    return [mail, text] if EMAIL in ways else [text]


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
        stop_link="",
        calendar="",
        instead=mail,
    )
