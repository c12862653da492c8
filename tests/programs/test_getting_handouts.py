"""Handouts over the web and from the command line: who gets them, and what they cost."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programs.models import Phase, PlannedSession, Program
from tests.factories import TODAY, make_drill, make_program, new_id
from tests.programs.printing import started


def test_pia_and_ruth_print_from_the_programmes_page(signed_in, pia, ruth):
    program = make_program(ruth, [make_drill("one")])
    link = f'href="/programs/{program.pk}/handout.pdf"'

    for person in (pia, ruth):
        assert link in signed_in(person).get(f"/programs/{program.pk}/").content.decode()
        answer = signed_in(person).get(f"/programs/{program.pk}/handout.pdf")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="handout-1.pdf"'
        assert "no-store" in answer["Cache-Control"]


def test_a_handout_costs_the_same_queries_however_long_it_is(
    signed_in, ruths, ruth, django_assert_num_queries
):
    short = make_program(ruth, [make_drill("one")])
    drills = [make_drill(f"drill-{n}") for n in range(6)]
    long = make_program(ruth, drills, status=Program.Status.DRAFT)
    other = Phase.objects.create(plan=long.plan, order=2, name="Then")
    PlannedSession.objects.create(
        phase=other, order=1, name="At home", moment="any_day", weekdays=[1]
    )
    started(long)

    for program in (short, long):
        # Session, user; programme, plan, phases, sessions, prescriptions, drills; then periods
        # and pictures, and what was drawn last.
        with django_assert_num_queries(11):
            ruths.get(f"/programs/{program.pk}/handout.pdf")


def handouts(out, *arguments: object) -> str:
    said = StringIO()
    call_command("handouts", *map(str, arguments), "--out", str(out), stdout=said)
    return said.getvalue()


@pytest.mark.usefixtures("at_noon")
def test_one_command_prints_every_running_programme(ruth, otto, tmp_path):
    drill = make_drill("one")
    running = [make_program(runner, [drill]) for runner in (ruth, otto)]
    make_program(ruth, [drill], status=Program.Status.DRAFT)
    make_program(ruth, [drill], starts_on=TODAY.replace(year=2027))
    out = tmp_path / "new" / "folder"

    assert handouts(out, "--active") == "Handouts written: 2.\n"

    files = {file.name: file for file in out.iterdir()}
    assert set(files) == {f"{program.pk}-1.pdf" for program in running}
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files.values())
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}


@pytest.mark.usefixtures("at_noon")
def test_the_command_prints_what_is_named(ruth, otto, tmp_path):
    drill = make_drill("one")
    hers, his = (make_program(runner, [drill]) for runner in (ruth, otto))
    draft = make_program(ruth, [drill], status=Program.Status.DRAFT)

    handouts(tmp_path / "hers", "--runner", ruth.pk)
    handouts(tmp_path / "named", "--program", draft.pk, his.pk)

    assert [file.name for file in (tmp_path / "hers").iterdir()] == [f"{hers.pk}-1.pdf"]
    assert {file.name for file in (tmp_path / "named").iterdir()} == {
        f"{draft.pk}-1.pdf",
        f"{his.pk}-1.pdf",
    }


@pytest.mark.django_db
def test_the_command_refuses_a_key_that_leads_to_nothing(ruth, tmp_path):
    out = tmp_path / "out"

    for option, key in [("--program", new_id()), ("--runner", ruth.pk)]:
        with pytest.raises(CommandError, match=str(key)):
            handouts(out, option, key)
    assert not out.exists()
