"""What a long programme weighs over the API."""

from bench.api import DOSES
from programs.models import Phase, PlannedSession, Prescription
from tests.factories import make_drill, make_program, reopened
from tests.pictures import make_figure

PATH = "/api/v1/programs/"


def test_288_prescriptions_of_24_drawn_drills_fit_into_60_kb(bearer, pia, ruth):
    names = ("", "longer-", "a-much-longer-name-")  # 17 letters, as in the library
    drills = [make_drill(f"{names[number % 3]}drill-{number:02}") for number in range(24)]
    program = make_program(ruth, [])
    plan = reopened(program)
    for number, drill in enumerate(drills):
        make_figure(drill, pia, name=f"{number:064}")
    for week in range(12):
        phase = Phase.objects.create(plan=plan, order=week + 2, name=f"Week {week}")
        for at in range(4):
            session = PlannedSession.objects.create(
                phase=phase, order=at, name=f"Session {at}", moment="strength", weekdays=[1, 3, 5]
            )
            Prescription.objects.bulk_create(
                Prescription(session=session, drill=drills[6 * at + n], order=n, **DOSES[n])
                for n in range(6)
            )

    answer = bearer(ruth).get(f"{PATH}{program.pk}/")

    assert (
        sum(len(s["prescriptions"]) for p in answer.json()["phases"] for s in p["sessions"]) == 288
    )
    assert len(answer.json()["drills"]) == 24
    assert len(answer.content) <= 60 * 1024
