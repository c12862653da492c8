"""What a runner does most, on a phone, with a finger (ux.md C, 1 to 5)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.utils import timezone

from bench.caseload import physio
from bench.hands import PHONE, Hands, Task

MAIN = "[data-do=main]"
# Every set as prescribed, without its rests.
DO_IT_ALL = """() => {
  const player = document.getElementById("player");
  for (let press = 0; press < 500 && !player.hidden; press += 1) {
    player.querySelector("[data-do=main]").click();
  }
}"""


def start_today(hands: Hands) -> None:
    """From the icon on the home screen, which opens Today, to the first exercise."""
    hands.click("[data-start]")
    hands.page.locator(MAIN).wait_for()


def log_a_set(hands: Hands) -> None:
    """The reps are done as prescribed: one tap says so. What comes before is not counted."""
    hands.page.locator(MAIN).click()  # get ready
    hands.page.locator(MAIN).click()  # start now
    hands.page.locator(MAIN, has_text="Done").wait_for()
    hands.click(MAIN, decides=False)  # it is under the thumb, and there is nothing to choose
    hands.page.locator("[data-show=unit]", has_text="seconds of rest").wait_for()


def log_pain_and_effort(hands: Hands) -> None:
    """The last exercise is over: pain, effort, save."""
    hands.page.locator(MAIN).wait_for()
    hands.page.evaluate(DO_IT_ALL)
    hands.page.get_by_role("heading", name="How did it go?").wait_for()
    hands.click("input[name=pain] >> nth=2")
    hands.click("input[name=effort] >> nth=4")
    hands.click("#player-page [data-primary]")
    hands.arrive("Saved")


def it_hurts(hands: Hands) -> None:
    """In the middle of an exercise: how much, and what now."""
    hands.page.locator(MAIN).click()
    hands.click("[data-do=hurt]")
    hands.click("input[name=hurt] >> nth=3")
    hands.click("#player-page [data-primary]")
    hands.page.locator(MAIN).wait_for()


def answer_the_morning(hands: Hands) -> None:
    """Today asks how it is since yesterday."""
    hands.click("button:has-text('No worse')")
    hands.see("Carry on as planned.")


def tasks(session: str) -> list[Task]:
    """Each with its budget."""
    play = f"/programs/play/{session}/"
    lines = [
        ("runner starts today's session", "ruth", "/", start_today, 1, 5),
        ("runner logs one set as prescribed", "ruth", play, log_a_set, 1, 2),
        ("runner says that it hurts, and what now", "ruth", play, it_hurts, 3, 8),
        ("runner logs pain and effort, and saves", "ruth", play, log_pain_and_effort, 3, 9),
        ("runner answers the morning", "mona", "/", answer_the_morning, 1, 5),
    ]
    return [
        Task(name, who, start, run, clicks=clicks, keys=0, seconds=seconds, size=PHONE)
        for name, who, start, run, clicks, seconds in lines
    ]


def seed_runners() -> tuple[dict[str, Any], str]:
    """Ruth with a session of reps for today, and Mona who did hers yesterday; Ruth's session."""
    from clinic.people.models import Runner
    from programs.actions.logs import SessionEntry, log_session

    for command in ("migrate", "load_library", "load_templates"):
        call_command(command, verbosity=0)
    now, rita = timezone.now(), physio("Rita")
    ruth, _, todays = planned("Ruth", rita, now)
    mona, program, session = planned("Mona", rita, now)
    at = now.astimezone(where_it_is_nine(now)) - timedelta(days=1)
    Runner.objects.filter(pk=mona.pk).update(time_zone=str(at.tzinfo))
    offset = (at.utcoffset() or timedelta()).total_seconds() // 60
    entry = SessionEntry(
        program=program, session=session, occurred_at=at, utc_offset_minutes=int(offset),
        state="done", pain_during=2,
    )  # fmt: skip
    log_session(log_id=uuid4(), runner=mona, entry=entry, now=at)
    return {"ruth": ruth.user, "mona": mona.user}, str(todays.pk)


def where_it_is_nine(now: datetime) -> ZoneInfo:
    """A zone whose clocks show nine in the morning, for a question that is asked until evening."""
    east = (9 - now.astimezone(UTC).hour + 11) % 24 - 11
    # The names of these zones count to the west.
    return ZoneInfo(f"Etc/GMT{-east:+d}")


def planned(name: str, rita: Any, now: datetime) -> tuple[Any, Any, Any]:
    """A runner whose session is two sets of twelve of each drill: runner, programme, session."""
    from clinic.people.actions import register_runner
    from programs.actions.plans import create_program_from_template
    from programs.actions.versions import send_program
    from programs.models import PlannedSession, Prescription, ProgramTemplate

    template = ProgramTemplate.objects.get(slug="pre-run-hip-mobility")
    runner = register_runner(name=name, email=f"{name}@bench.example", physio=rita, now=now)
    draft = create_program_from_template(
        runner=runner, physio=rita, template=template, title=template.name,
        starts_on=timezone.localdate() - timedelta(days=7), weeks=6, weekdays=[],
        by=rita.user, now=now,
    )  # fmt: skip
    session = PlannedSession.objects.filter(phase__plan__program=draft)[0]
    Prescription.objects.filter(session=session).update(
        sets=2, reps_min=12, reps_max=12, hold_seconds=None, duration_seconds=None,
        distance_m=None, side="none", rest_seconds=30,
    )  # fmt: skip
    return runner, send_program(program=draft, by=rita.user, now=now), session
