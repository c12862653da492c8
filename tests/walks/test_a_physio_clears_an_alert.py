"""Pia clears an alert with one key, takes it back with another, and none acts while she types."""

import pytest

from bookings.models import CallTask
from programs.models import Alert
from tests.factories import TODAY, make_program, make_runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alerts(pia, ruth):
    for runner in (ruth, make_runner("Ana", pia.practitioner)):
        Alert.objects.create(
            runner=runner, kind="pain", key=runner.name, value=6, occurred_on=TODAY,
            raised_at=f"2026-11-2{len(runner.name)}T12:00:00+11:00",
        )  # fmt: skip


def test_one_key_clears_and_one_takes_back(alerts, pia, browse):
    at_work = browse(pia)
    at_work.open("/programs/alerts/", "d1-alerts")
    at_work.page.keyboard.press("c")
    at_work.page.get_by_text("Cleared: Ana").wait_for()
    assert Alert.objects.open().count() == 1

    at_work.page.keyboard.press("z")
    at_work.page.get_by_text("The alert about Ana is open again.").wait_for()
    assert Alert.objects.open().count() == 2


def test_three_asks_the_desk_to_ring_and_takes_that_back(alerts, pia, browse):
    at_work = browse(pia)
    at_work.open("/programs/alerts/", "d6-call")
    at_work.page.keyboard.press("3")
    at_work.page.get_by_text("The desk is asked to ring Ana.").wait_for()
    assert [task.who for task in CallTask.objects.open()] == ["Ana"]

    # The first alert has the cursor again, and its key now takes the call back; so does Undo.
    at_work.page.keyboard.press("3")
    at_work.page.get_by_text("The desk does not ring Ana now.").wait_for()
    assert not CallTask.objects.exists()


@pytest.mark.parametrize("key", ["2", "p"])
def test_two_keys_open_the_programme_and_one_answers(alerts, pia, ruth, browse, key):
    program = make_program(ruth, [])
    Alert.objects.create(
        runner=ruth, program=program, kind="question", key="asked", occurred_on=TODAY,
        raised_at="2026-11-24T12:00:00+11:00",
    )  # fmt: skip
    at_work = browse(pia)
    at_work.open("/programs/alerts/", "d4-question")
    # The question is the last of three, after those about pain.
    for _ in range(3):
        at_work.page.keyboard.press("j")
    at_work.page.keyboard.press(key)
    at_work.page.wait_for_url(f"**/programs/{program.pk}/")

    at_work.open("/programs/alerts/", "d5-question")
    for _ in range(3):
        at_work.page.keyboard.press("j")
    at_work.page.keyboard.press("1")
    at_work.page.wait_for_url(f"**/programs/runners/{ruth.pk}/#questions")


def test_keys_move_between_rows_and_rest_while_pia_types(alerts, pia, browse):
    at_work = browse(pia)
    at_work.open("/programs/caseload/", "d2-caseload")
    keys = at_work.page.keyboard
    keys.press("j")
    keys.press("j")
    assert at_work.page.evaluate("document.activeElement.textContent") == "Ruth"
    keys.press("/")
    keys.type("jjc?")
    assert at_work.page.get_by_label("Find one of your runners").input_value() == "jjc?"

    at_work.open("/programs/caseload/", "d3-caseload")
    keys.press("?")
    at_work.page.get_by_label("Use single keys in this browser").uncheck()
    keys.press("j")
    assert at_work.page.evaluate("document.activeElement.textContent") != "Ana"
