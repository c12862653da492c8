"""A correction of an entry that left the phone while it was written is put on top of that."""

import pytest
from django.utils import timezone

from programs.models import SessionLog, SessionLogRevision
from tests.factories import make_drill, make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Minutes 2, then 9, and back to 2 by somebody who wrote while the 9 was on its way.
STORY = """async ({ runner, program, session }) => {
  const { modules } = await import("/static/js/player.js");
  const { logs, queue, store, about } = { ...modules, about: modules.about.about };
  const log = crypto.randomUUID();
  const told = (minutes) => ({
    program, session, occurred_at: "2026-01-15T07:30:00+11:00", state: "done", skip_reason: "",
    pain_during: null, pain_after: null, effort: null, minutes, note: "", drills: [],
  });
  const pack = { runner, today: "" };
  const keep = async (content, before, base) => {
    await logs.keepLog({ pack, session: { id: session }, log, content, before, base });
    for (let tries = 0; tries < 100 && (await store.queued()).length; tries += 1) {
      await queue.drain(about, { force: true });
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  };
  await keep(told(2), null, null);
  await keep(told(9), told(2), 1);
  await keep(told(2), told(9), null);
  return (await store.queued()).length;
}"""


# Two corrections wait behind each other, of effort and of pain, while another device corrects the
# minutes. The second was written on top of the first as it was before it met the other device's.
BEHIND = """async ({ runner, program, session }) => {
  const { modules } = await import("/static/js/player.js");
  const { logs, queue, store, about } = { ...modules, about: modules.about.about };
  const log = crypto.randomUUID();
  const first = {
    program, session, occurred_at: "2026-01-15T07:30:00+11:00", state: "done", skip_reason: "",
    pain_during: null, pain_after: null, effort: null, minutes: 2, note: "", drills: [],
  };
  const empty = async () => {
    for (let tries = 0; tries < 100 && (await store.queued()).length; tries += 1) {
      await queue.drain(about, { force: true });
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  };
  const head = { runner, log, session, on: "" };
  await queue.add(head, { content: first });
  await empty();
  const { csrf } = await (await fetch(about.key)).json();
  await fetch(`${about.logs}${log}/`, {
    method: "PUT", body: JSON.stringify({ ...first, minutes: 9 }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "If-Match": '"1"' },
  });
  const second = { ...first, effort: 5 };
  await queue.add(head, { content: second, before: first });
  await queue.add(head, { content: { ...second, pain_during: 3 }, before: second });
  await empty();
  return (await store.queued()).length;
}"""


@pytest.fixture
def told(chromium, live_server, ruth, cookie, monkeypatch):
    """told(story) plays it on Ruth's phone; how many entries are left on it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    program = make_program(ruth, [make_drill()], starts_on=timezone.localdate())
    session = program.plan.phases.get().sessions.get()
    context = chromium.new_context(timezone_id="Australia/Sydney", locale="en-AU")
    context.add_cookies([cookie(ruth, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/programs/play/")
    words = {"runner": ruth.pk, "program": program.pk, "session": session.pk}
    yield lambda story: page.evaluate(story, {name: str(pk) for name, pk in words.items()})
    context.close()


def test_going_back_to_the_first_answer_is_not_taken_for_its_repeat(told):
    assert told(STORY) == 0
    assert SessionLog.objects.get().minutes == 2
    assert list(SessionLogRevision.objects.values_list("content__minutes", flat=True)) == [2, 9, 2]


def test_what_waits_behind_a_merged_correction_does_not_undo_the_other_devices(told):
    assert told(BEHIND) == 0
    log = SessionLog.objects.get()
    assert (log.minutes, log.effort, log.pain_during) == (9, 5, 3)
