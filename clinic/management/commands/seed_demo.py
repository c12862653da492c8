"""`manage.py seed_demo`: a clinic with two weeks of life in it, built by calling the actions."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from bookings.actions.appointments import book, convert_enquiry
from bookings.actions.enquiries import claim_enquiry, log_call, submit_enquiry
from bookings.actions.letters import receive_mail
from bookings.actions.marks import complete, mark_arrived
from bookings.actions.replies import change_reply
from bookings.mailbox import read_mail
from bookings.models import AppointmentType, Call, CannedReply, Enquiry
from clinic.management.demo_apps import let_apps_in
from clinic.management.demo_caseload import DemoCaseload, email_of, phone_of
from clinic.management.demo_manager import LAST, hire_manager
from clinic.management.demo_plans import DemoPlans
from clinic.management.demo_roster import DemoRoster
from clinic.management.demo_runs import DemoRuns
from clinic.outbox.models import Message
from clinic.people.actions import assign_physio, register_runner
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Room, Site
from programs.actions.logs import SessionEntry, log_session
from programs.actions.plans import create_program_from_template
from programs.actions.versions import send_program
from programs.models import PlannedSession, Program, ProgramTemplate, SessionLog

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


class Command(BaseCommand):
    """Fills an empty database; does nothing when the demo clinic is there."""

    help = "Fill the demo clinic, once."

    def handle(self, **options: Any) -> None:
        """Seed, unless it was done; refuse a half-filled or a real database."""
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("This is no demo: set DEMO=1 to fill it with made-up people.")
        if User.objects.filter(email=LAST).exists():
            self.stdout.write("The demo clinic is there already.")
            return
        if User.objects.exists():
            raise CommandError("There are people here already. Start afresh: bin/demo --reset.")
        DemoClinic(now=timezone.now()).fill()
        self.stdout.write("The demo clinic is open.")


class DemoClinic:
    """Places, people and what happened to them; every moment counts back from `now`."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.today = timezone.localdate(now)

    def fill(self) -> None:
        """Everything, in the order in which it happened."""
        self.open_places()
        self.hire()
        DemoRoster(self).fill()
        self.take_on_ruth()
        self.take_on_others()
        DemoCaseload(self).fill()
        DemoRuns(self).fill()
        DemoPlans(self).fill()
        self.fill_diary()
        self.fill_inbox()
        self.settle_the_past()
        let_apps_in(self.ruth, now=self.now)
        hire_manager(now=self.now)

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days before today, at that time at the clinic."""
        day = self.today - timedelta(days=days)
        zone = timezone.get_default_timezone()
        return datetime.combine(day, time(hour, minute), tzinfo=zone)

    def open_places(self) -> None:
        """Both sites, their rooms and the kinds of visit."""
        hills = Site.objects.create(slug="winston-hills", name="Winston Hills", state="NSW")
        park = Site.objects.create(slug="clemton-park", name="Clemton Park", state="NSW")
        rooms = [(hills, "Room 1"), (hills, "Room 2"), (park, "Room 1")]
        self.rooms = [Room.objects.create(site=site, name=name) for site, name in rooms]
        kinds = [
            ("First visit", 45, 12000),
            ("Follow-up visit", 30, 9000),
            ("Exercise session", 45, 9500),
            ("Massage", 30, None),
        ]
        self.first, self.follow_up, self.exercise, self.massage = [
            AppointmentType.objects.create(name=name, minutes=minutes, fee_cents=fee)
            for name, minutes, fee in kinds
        ]

    def hire(self) -> None:
        """Four practitioners and the front desk; Andrew is the clinic's own, so nobody is him."""
        self.pia = self.practitioner("Pia Novak", Practitioner.Profession.PHYSIOTHERAPIST)
        self.paul = self.practitioner("Paul Ferri", Practitioner.Profession.EXERCISE_PHYSIOLOGIST)
        self.mei = Practitioner.objects.create(
            name="Mei Tran",
            slug="mei-tran",
            profession=Practitioner.Profession.MASSAGE_THERAPIST,
        )
        Practitioner.objects.create(
            name="Andrew Rivet",
            slug="andrew-rivet",
            profession=Practitioner.Profession.EXERCISE_PHYSIOLOGIST,
        )
        self.dee = User.objects.create_user(
            "dee@demo.example", name="Dee Marsh", role=User.Role.FRONT_DESK
        )

    def practitioner(self, name: str, profession: str) -> Practitioner:
        """Somebody who treats runners and signs in."""
        email = f"{name.split(maxsplit=1)[0].lower()}@demo.example"
        user = User.objects.create_user(email, name=name, role=User.Role.PHYSIO)
        return Practitioner.objects.create(
            user=user, name=name, slug=slugify(name), profession=profession
        )

    def take_on_ruth(self) -> None:
        """The whole thread: enquiry, first visit, programme, a week of logs."""
        enquiry = self.ask("Ruth Adler", "ruth@demo.example", Enquiry.Where.HIP, days=13)
        claim_enquiry(enquiry=enquiry, by=self.dee, now=self.ago(13, 15))
        visit = convert_enquiry(
            enquiry=enquiry,
            runner=None,
            name=enquiry.name,
            email=enquiry.email,
            phone="0491 570 156",
            practitioner=self.pia,
            room=self.rooms[0],
            kind=self.first,
            starts_at=self.ago(10, 9, 30),
            by=self.dee,
            now=self.ago(13, 15, 5),
        )
        visit = mark_arrived(
            appointment=visit, version=visit.version, by=self.dee, now=self.ago(10, 9, 25)
        )
        complete(appointment=visit, version=visit.version, by=self.dee, now=self.ago(10, 10, 20))
        self.ruth = Runner.objects.get(email=enquiry.email)
        assign_physio(runner=self.ruth, physio=self.pia)
        program = self.prescribe(self.ruth, self.pia, "pre-run-hip-mobility", days=9)
        for days, pain, effort in [
            (8, 4, 5),
            (7, 3, 5),
            (6, 3, 4),
            (5, 2, 4),
            (4, 3, 4),
            (2, 2, 4),
        ]:
            self.log(program, days=days, pain=pain, effort=effort)

    def take_on_others(self) -> None:
        """One in trouble, one gone quiet, one on somebody else's caseload, one without a plan."""
        tom = self.register("Tom Hughes", self.pia, days=30)
        program = self.prescribe(tom, self.pia, "glute-activation", days=14)
        for days, pain in [(12, 3), (9, 4), (5, 6), (2, 7)]:
            self.log(program, days=days, pain=pain, effort=6)
        ana = self.register("Ana Lopez", self.pia, days=40)
        program = self.prescribe(ana, self.pia, "floor-hip-opening", days=20)
        self.log(program, days=11, pain=1, effort=3)
        otto = self.register("Otto Brandt", self.paul, days=25)
        program = self.prescribe(otto, self.paul, "post-run-recovery", days=12)
        self.log(program, days=3, pain=None, effort=3)
        self.lee = self.register("Lee Wong", self.pia, days=2)
        self.others = [tom, ana, otto]

    def register(self, name: str, physio: Practitioner, *, days: int) -> Runner:
        """A runner put on file by the desk."""
        email, phone, now = email_of(name), phone_of(name), self.ago(days)
        return register_runner(name=name, email=email, phone=phone, physio=physio, now=now)

    def prescribe(self, runner: Runner, physio: Practitioner, slug: str, *, days: int) -> Program:
        """A programme from a template, sent at lunchtime of that day."""
        template = ProgramTemplate.objects.get(slug=slug)
        by = User.objects.get(practitioner=physio)
        program = create_program_from_template(
            runner=runner,
            physio=physio,
            template=template,
            title=template.name,
            starts_on=self.today - timedelta(days=days),
            weeks=8,
            weekdays=EVERY_DAY,
            by=by,
            now=self.ago(days, 12),
        )
        return send_program(program=program, by=by, now=self.ago(days, 12, 10))

    def log(self, program: Program, *, days: int, pain: int | None, effort: int) -> None:
        """One session done in the evening of that day."""
        at = self.ago(days, 18)
        offset = at.utcoffset() or timedelta()
        entry = SessionEntry(
            program=program,
            session=PlannedSession.objects.select_related("phase__plan").get(
                phase__plan__program=program
            ),
            occurred_at=at,
            utc_offset_minutes=int(offset.total_seconds() // 60),
            state=SessionLog.State.DONE,
            pain_during=pain,
            effort=effort,
            minutes=12,
        )
        log_session(
            log_id=uuid4(), runner=program.runner, entry=entry, now=at + timedelta(minutes=15)
        )

    def fill_diary(self) -> None:
        """Visits from today to the day after tomorrow, none at night."""
        tom, ana, otto = self.others
        wishes = [
            (self.ruth, self.pia, self.rooms[0], self.follow_up, -2, 9, 30),
            (tom, self.pia, self.rooms[0], self.follow_up, 0, 8, 0),
            (ana, self.pia, self.rooms[0], self.follow_up, 0, 10, 15),
            (otto, self.paul, self.rooms[2], self.follow_up, 0, 9, 0),
            (self.lee, self.pia, self.rooms[0], self.first, -1, 14, 0),
            (ana, self.mei, self.rooms[1], self.massage, -2, 11, 0),
        ]
        for runner, physio, room, kind, days, hour, minute in wishes:
            book(
                runner=runner,
                practitioner=physio,
                room=room,
                kind=kind,
                starts_at=self.ago(days, hour, minute),
                by=self.dee,
                now=self.ago(3, 11),
            )

    def fill_inbox(self) -> None:
        """Enquiries that wait: one past its promise, one taken, one by phone."""
        self.ask("Nina Rossi", "nina@mail.example", Enquiry.Where.KNEE, days=4)
        taken = self.ask("Kofi Mensah", "kofi@mail.example", Enquiry.Where.CALF, days=1)
        claim_enquiry(enquiry=taken, by=self.dee, now=self.ago(1, 16))
        log_call(
            name="Unknown caller",
            phone="0491 570 157",
            email="",
            where_it_hurts=Enquiry.Where.ANKLE,
            when_suits=Enquiry.When.AFTER_WORK,
            note="Heel sore since a half marathon. Ring back after 5.",
            direction=Call.Direction.IN,
            outcome=Call.Outcome.ANSWERED,
            call_back_at=self.ago(-1, 17),
            by=self.dee,
            now=self.now - timedelta(minutes=30),
        )
        self.write_to_us()

    def write_to_us(self) -> None:
        """One mail that came in this morning, and the replies that the desk starts from."""
        change_reply(
            reply=CannedReply(),
            name="Which day suits you?",
            text="Hi {first_name},\n\nThank you for writing. Which day would suit you for a first "
            "visit?\n\nIf you would rather talk, ring us on {phone}.\n\n{me}",
        )
        change_reply(
            reply=CannedReply(),
            name="We tried to ring you",
            text="Hi {first_name},\n\nWe tried to ring you. Ring us on {phone} and say {reference},"
            " or write when we may ring.\n\n{me}",
        )
        raw = (
            b"From: Jo Park <jo@mail.example>\r\nSubject: First visit?\r\n"
            b"Message-ID: <first@mail.example>\r\n\r\n"
            b"Hello, my shin is sore after long runs. Do you have a time after work?\r\n"
        )
        receive_mail(mail=read_mail(raw), now=self.now - timedelta(hours=2))

    def ask(self, name: str, email: str, where: str, *, days: int) -> Enquiry:
        """Somebody sent the web form that afternoon."""
        return submit_enquiry(
            name=name,
            email=email,
            phone="",
            where_it_hurts=where,
            when_suits=Enquiry.When.AFTER_WORK,
            message="It started a few weeks ago and gets worse on long runs.",
            consent=True,
            now=self.ago(days, 14),
        )

    def settle_the_past(self) -> None:
        """What was owed before yesterday left then; a worker must not send it now."""
        planned = Message.objects.filter(state=Message.State.PLANNED)
        past = planned.filter(created_at__lt=self.now - timedelta(days=1))
        past.update(state=Message.State.SENT, sent_at=F("created_at"))
