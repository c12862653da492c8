"""`manage.py plant_canaries`: words and ids in the demo that only some may ever be shown."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.actions.appointments import book
from bookings.actions.enquiries import submit_enquiry
from bookings.models import AppointmentType, Enquiry
from clinic.people.actions import register_runner
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Room
from programs.actions.logs import SessionEntry, log_session
from programs.actions.plans import create_program_from_template
from programs.actions.versions import send_program
from programs.models import PlannedSession, ProgramTemplate, SessionLog

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


class Command(BaseCommand):
    """A runner of another physio with one of everything, and marked things of Ruth's."""

    help = "Plant marked data in the demo, and print each mark with whose it is, as JSON."

    def handle(self, **options: Any) -> None:
        """One list of {"word", "areas", "whose"}; words are texts or ids."""
        if not settings.DEMO:
            raise CommandError("This is no demo: canaries are for made-up people only.")
        planted = Planting(now=timezone.now())
        planted.plant()
        self.stdout.write(json.dumps(planted.found))


class Planting:
    """What was planted so far; `areas` are the first halves of the scopes that may show it."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.found: list[dict[str, Any]] = []

    def plant(self) -> None:
        """Ruth is Pia's, as everywhere in the demo; Zora is Paul's, and neither may see her."""
        pia, paul = (Practitioner.objects.get(slug=slug) for slug in ("pia-novak", "paul-ferri"))
        zora = register_runner(
            name=self.word("name-of-zora", ["appointments", "enquiries"], "zora"),
            email=self.word("zora-canary@demo.example", [], "zora"),
            phone="0491 570 110",
            physio=paul,
            now=self.now,
        )
        self.word(str(zora.pk), ["appointments"], "zora")
        self.prescribe(Runner.objects.get(email="ruth@demo.example"), pia, "ruth")
        self.prescribe(zora, paul, "zora")
        self.book(zora, paul)
        self.enquire()

    def word(self, word: str, areas: list[str], whose: str) -> str:
        """Note a mark, and give it back to be planted."""
        self.found.append({"word": word, "areas": areas, "whose": whose})
        return word

    def prescribe(self, runner: Runner, physio: Practitioner, whose: str) -> None:
        """A programme that runs, with a log of yesterday."""
        by = User.objects.get(practitioner=physio)
        then = self.now - timedelta(days=7)
        program = create_program_from_template(
            runner=runner,
            physio=physio,
            template=ProgramTemplate.objects.get(slug="glute-activation"),
            title=self.word(f"programme-canary-of-{whose}", ["programs"], whose),
            starts_on=timezone.localdate(then),
            weeks=8,
            weekdays=EVERY_DAY,
            by=by,
            now=then,
        )
        program = send_program(program=program, by=by, now=then)
        own = PlannedSession.objects.select_related("phase__plan")
        session = own.get(phase__plan__program=program)
        at = self.now - timedelta(days=1)
        logged = log_session(
            log_id=uuid4(),
            runner=runner,
            entry=SessionEntry(
                program=program,
                session=session,
                occurred_at=at,
                utc_offset_minutes=0,
                state=SessionLog.State.DONE,
                pain_during=2,
                note=self.word(f"log-canary-of-{whose}", ["logs"], whose),
            ),
            now=self.now,
        )
        for one in (program, session):
            self.word(str(one.pk), ["programs", "logs"], whose)
        # `sessions/` names the log of what is done; what it says is behind its own scope.
        self.word(str(logged.log.pk), ["programs", "logs"], whose)

    def book(self, runner: Runner, physio: Practitioner) -> None:
        """A visit that only its runner, its physio and the desk may see."""
        at = timezone.localtime(self.now) + timedelta(days=3)
        visit = book(
            runner=runner,
            practitioner=physio,
            room=Room.objects.get(site__slug="clemton-park"),
            kind=AppointmentType.objects.get(name="Follow-up visit"),
            starts_at=at.replace(hour=12, minute=0, second=0, microsecond=0),
            by=User.objects.get(email="dee@demo.example"),
            outside_hours=True,
            now=self.now,
        )
        self.word(str(visit.pk), ["appointments"], "zora")

    def enquire(self) -> None:
        """Somebody new wrote to the clinic; nobody but the desk reads that."""
        asked = submit_enquiry(
            name=self.word("name-of-yves", ["enquiries"], "desk"),
            email=self.word("yves-canary@mail.example", ["enquiries"], "desk"),
            phone="",
            where_it_hurts=Enquiry.Where.KNEE,
            when_suits=Enquiry.When.AFTER_WORK,
            message=self.word("enquiry-canary-of-yves", ["enquiries"], "desk"),
            consent=True,
            now=self.now,
        )
        self.word(str(asked.pk), ["enquiries"], "desk")
