"""Pia sends a programme to Ruth: once, whole, and with one message."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from clinic.outbox.models import Message
from clinic.people.actions import assign_physio
from programs.actions.saving import save_plan
from programs.actions.versions import send_program
from programs.models import Program
from tests.factories import NOON, make_drill, make_program, make_template
from tests.programs.writing import ours, typed, write

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def template(db):
    return make_template(drills=[make_drill("glute-bridge"), make_drill("clamshell")])


@pytest.fixture
def draft(pia, ruth, template):
    return write(pia, ruth, template)


def test_sending_makes_it_active_and_owes_one_message_without_clinical_text(pia, draft, settings):
    settings.BASE_URL = "https://clinic.example"

    send_program(program=draft, by=pia, now=LATER)

    program = Program.objects.get()
    assert (program.status, program.version, program.updated_at) == ("active", 1, LATER)
    message = Message.objects.get()
    assert (message.kind, message.send_after) == (
        "program-assigned", LATER + timedelta(seconds=30),
    )  # fmt: skip
    assert (message.about, message.to) == (f"program:{draft.pk}", "ruth@demo.example")
    assert message.subject == "Pia has a programme for you"
    assert "Pia has a programme for you. Sign in to see it.\n\nhttps://clinic.example/\n" in (
        message.body
    )
    for secret in ["Hips first", "Glute bridge", "hip", str(draft.pk)]:
        assert secret not in message.subject + message.body


def test_sending_takes_the_last_changes_along(pia, draft):
    send_program(program=draft, by=pia, now=LATER, changes=typed(draft, title="Hips last"))

    program = Program.objects.get()
    assert (program.title, program.status) == ("Hips last", "active")


@pytest.mark.parametrize("status", ["active", "on_hold", "completed", "stopped"])
def test_only_a_draft_is_saved_or_sent(pia, ruth, status):
    program = make_program(ruth, [make_drill()], status=status)

    for attempt in (
        lambda: send_program(program=program, by=pia, now=LATER),
        lambda: save_plan(plan=program.plan, changes=typed(program, title="No"), now=LATER),
    ):
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert refusal.value.code == "illegal_state"
    assert Program.objects.get().title == "Pre-run hip mobility"
    assert Message.objects.count() == 0


def test_a_programme_without_anything_to_do_is_not_sent(pia, draft):
    ours().delete()

    with pytest.raises(ValidationError, match="Add a drill to Pre run hip mobility before"):
        send_program(program=draft, by=pia, now=LATER)

    assert Program.objects.get().status == "draft"
    assert Message.objects.count() == 0


def test_a_draft_goes_along_with_its_runner_to_another_physio(pia, paul, ruth, draft):
    assign_physio(runner=ruth, physio=paul.practitioner)

    with pytest.raises(ValidationError, match="not on your caseload"):
        send_program(program=draft, by=pia, now=LATER)
    assert Program.objects.get().status == "draft"

    send_program(program=draft, by=paul, now=LATER)
    program = Program.objects.get()
    assert (program.status, program.physio) == ("active", paul.practitioner)
    assert Message.objects.get().subject == "Paul has a programme for you"


def test_a_runner_without_an_address_gets_the_programme_all_the_same(pia, ruth, draft):
    ruth.email = ""
    ruth.save(update_fields=["email"])
    draft.refresh_from_db()

    send_program(program=draft, by=pia, now=LATER)

    assert Program.objects.get().status == "active"
    assert Message.objects.get().state == Message.State.SUPPRESSED


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_one_message(pia, ruth, template):
    program = write(pia, ruth, template)
    start, outcomes = Barrier(2), []

    def click():
        try:
            start.wait(timeout=10)
            send_program(program=Program.objects.get(), by=pia, now=LATER)
            outcomes.append("sent")
        except ValidationError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["illegal_state", "sent"]
    assert Message.objects.filter(about=f"program:{program.pk}").count() == 1
