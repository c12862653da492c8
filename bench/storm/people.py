"""Who holds the phones of the storm."""

from django.core.management import call_command
from django.utils import timezone

from bench.storm.phone import Person


def seed(many: int) -> list[Person]:
    """A few runners with a programme, signed in, each with a token for the other device."""
    from django.contrib.sessions.backends.db import SessionStore

    from bench.caseload import physio
    from clinic.people.actions import make_token, register_runner
    from clinic.people.models import Scope
    from programs.actions.plans import create_program_from_template
    from programs.actions.versions import send_program
    from programs.models import PlannedSession, ProgramTemplate

    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    call_command("load_templates", verbosity=0)
    now, pia = timezone.now(), physio("Pia")
    template = ProgramTemplate.objects.get(slug="pre-run-hip-mobility")
    people = []
    for number in range(many):
        name = f"Ruth {number}"
        mail = f"ruth{number}@bench.example"
        runner = register_runner(name=name, email=mail, physio=pia, now=now)
        draft = create_program_from_template(
            runner=runner, physio=pia, template=template, title=template.name,
            starts_on=timezone.localdate(), weeks=6, weekdays=[], by=pia.user, now=now,
        )  # fmt: skip
        program = send_program(program=draft, by=pia.user, now=now)
        session = PlannedSession.objects.filter(phase__plan__program=program)[0]
        _, token = make_token(user=runner.user, name="b", scopes=list(Scope.values), now=now)
        cookie = SessionStore()
        cookie["_auth_user_id"] = str(runner.user.pk)
        cookie["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        cookie["_auth_user_hash"] = runner.user.get_session_auth_hash()
        cookie.save()
        drills = [str(one.pk) for one in session.prescriptions.all()]
        people.append(
            Person(
                str(runner.pk), str(program.pk), str(session.pk), cookie.session_key, token, drills
            )
        )
    return people
