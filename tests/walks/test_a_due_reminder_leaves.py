"""Walk (d): a real beat and a real worker send what is due, and it is read in the mailbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.actions.appointments import book
from clinic.outbox.models import Message
from tests.factories import make_drill, make_program
from tests.services.conftest import broker, crew, real_day, wait_until

__all__ = ["broker", "crew", "real_day"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.walks.urls"),
]


def test_ruth_is_reminded_of_her_session_and_otto_of_his_visit(
    crew, ruth, otto, pia, room, first_visit, dee, browse, settings
):
    settings.MAILBOX_FOLDER = str(crew.mail)
    now = timezone.now()
    ruth.remind_at = now.astimezone(ruth.zone).time().replace(second=0, microsecond=0)
    ruth.save(update_fields=["remind_at"])
    make_program(ruth, [make_drill()], starts_on=timezone.localdate())
    # Both of one person would leave as one mail.
    book(
        runner=otto,
        practitioner=pia.practitioner,
        room=room,
        kind=first_visit,
        starts_at=now + timedelta(hours=1, minutes=59),
        by=dee,
        now=now - timedelta(hours=3),
    )
    crew.beat()
    crew.worker()

    def everything_has_left():
        return Message.objects.filter(state=Message.State.SENT).count() == 3

    wait_until(everything_has_left)
    letters = browse()
    letters.open("/demo/mail/", "d1-mailbox")
    for runner, subject, name in [
        (ruth, "You have a session due today", "d2-session-reminder"),
        (otto, "A reminder of your visit", "d3-visit-reminder"),
    ]:
        letters.follow(subject, name)
        assert letters.says(runner.email)
        letters.follow("All mail", "d4-mailbox-again")
    assert letters.page.locator("tbody tr").count() == 3
