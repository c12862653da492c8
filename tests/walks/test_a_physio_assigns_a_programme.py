"""Walk (a): from the caseload to a programme that the runner can see."""

import pytest

from clinic.outbox.models import Message
from programs.models import Program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pia_writes_changes_and_sends_a_programme(library, ruth, pia, browse):
    at_work = browse(pia)
    at_work.open("/programs/caseload/?tab=mine", "a1-caseload")
    at_work.follow("Ruth", "a2-runner")
    at_work.press("Write a programme", "a3-new")

    page = at_work.page
    page.get_by_label("Template").select_option(label="Pre-run hip mobility")
    for day in ("Monday", "Wednesday", "Friday"):
        page.get_by_label(day).check()
    at_work.press("Write the draft", "a4-draft")

    page.get_by_label("Amount of a set, Forward leg swing").fill("many")
    at_work.press("Send to Ruth", "a5-draft-refused")
    assert at_work.says("Forward leg swing: Enter a whole number from 1 to 10000 for “Amount”.")
    assert page.get_by_label("Amount of a set, Forward leg swing").input_value() == "many"
    assert not Program.objects.filter(status=Program.Status.ACTIVE).exists()

    page.get_by_label("Amount of a set, Forward leg swing").fill("14")
    at_work.press("Send to Ruth", "a6-sent")
    assert at_work.says("14 reps")

    program = Program.objects.get(runner=ruth)
    assert program.status == Program.Status.ACTIVE
    message = Message.objects.get()
    assert (message.to, message.subject) == (ruth.email, "Pia has a programme for you")

    at_home = browse(ruth)
    at_home.open(f"/programs/{program.pk}/", "a7-runner-reads")
    assert at_home.says("14 reps")
