"""One of everything, and the seven who knock: a stranger, two runners, two physios, staff."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from bookings.models import Appointment, AppointmentType, CannedReply, Enquiry
from bookings.progress.links import token_of
from clinic.outbox.models import Message
from clinic.people.models import Runner, User
from clinic.places.models import Site
from clinic.webhooks.models import Endpoint
from drills.models import Media, State
from programs.actions.questionnaires import Asked, Content, save_questionnaire
from programs.actions.thrown import discard_version
from programs.models import (
    Alert,
    Case,
    Move,
    OutcomeMeasure,
    PlannedSession,
    Program,
    ProgramTemplate,
    Question,
    Questionnaire,
    SessionLog,
    ThrownDraft,
)
from tests import factories
from tests.factories import NOON, TODAY
from tests.pictures import make_figure, make_media

PEOPLE = ["stranger", "ruth", "otto", "pia", "paul", "dee", "max"]


@dataclass
class World:
    """What the addresses name, and who may knock."""

    users: dict[str, User | None]
    ruth: Runner
    program: Program
    draft: Program
    session: PlannedSession
    log: SessionLog
    move: Move
    alert: Alert
    question: Question
    case: Case
    outcome: OutcomeMeasure
    appointment: Appointment
    enquiry: Enquiry
    ready_reply: CannedReply
    message: Message
    media: Media
    kind: AppointmentType
    place: Site
    template: ProgramTemplate
    own_template: ProgramTemplate
    thrown: ThrownDraft
    questionnaire: Questionnaire
    endpoint: Endpoint

    def words(self, *, missing: bool = False) -> dict[str, dict[str, object]]:
        """The keyword arguments of addresses, by the name that the table gives them."""

        def pk(row: object) -> object:
            return uuid4() if missing else row.pk

        return {
            "": {},
            "drill": {"slug": "no-such-drill" if missing else "glute-bridge"},
            "own drill": {"slug": "not-drill" if missing else "our-drill"},
            "media": {
                "slug": "not-drill" if missing else "our-drill",
                "media_id": pk(self.media),
            },
            "media file": {"name": f"{'0' * 64}.webp"},
            "drawing": {"name": ("0" if missing else "a") * 64},
            "sketch": {"name": ("0" if missing else "b") * 64},
            "routine": {"slug": "no-such-routine" if missing else "pre-run-hip-mobility"},
            "guide": {"slug": "no-such-guide" if missing else "before-a-run"},
            "practitioner": {"slug": "nobody" if missing else "pia"},
            "runner": {"runner_id": pk(self.ruth)},
            "runner reason": {"runner_id": pk(self.ruth), "reason": "review"},
            "alert": {"alert_id": pk(self.alert)},
            "question": {"question_id": pk(self.question)},
            "program": {"program_id": pk(self.program)},
            "draft": {"program_id": pk(self.draft)},
            "template": {"template_id": pk(self.template)},
            "own template": {"template_id": pk(self.own_template)},
            "template update": {
                "template_id": pk(self.template),
                "program_id": pk(self.draft),
            },
            "questionnaire": {"questionnaire_id": pk(self.questionnaire)},
            "template pk": {"pk": pk(self.template)},
            "report": {"name": "nothing" if missing else "answers"},
            "ready reply": {"reply_id": pk(self.ready_reply)},
            "version": {"program_id": pk(self.program), "number": 1},
            "thrown": {"thrown_id": pk(self.thrown)},
            "session": {"session_id": pk(self.session)},
            "session line": {"line": uuid4() if missing else self.session.line},
            "log": {"log_id": pk(self.log)},
            "feed": {"secret": "not-a-secret"},
            "stop": {"token": "not-a-token"},
            "move": {"move_id": pk(self.move)},
            "move pk": {"pk": pk(self.move)},
            "case": {"case_id": pk(self.case)},
            "outcome": {"outcome_id": pk(self.outcome)},
            "enquiry": {"enquiry_id": pk(self.enquiry)},
            "appointment": {"appointment_id": pk(self.appointment)},
            "nowhere": {"nowhere": "nothing/"},
            "sample": {"slug": "no-such" if missing else "bookings-text-reminder"},
            "message": {"message_id": pk(self.message)},
            "kind": {"kind_id": pk(self.kind)},
            "person": {"practitioner_id": pk(self.ruth.physio)},
            "place": {"site_id": pk(self.place)},
            "receipt": {"receipt": "not-a-receipt"},
            "program pk": {"pk": pk(self.program)},
            "draft pk": {"pk": pk(self.draft)},
            "log pk": {"pk": pk(self.log)},
            "visit link": {"token": "forged" if missing else token_of(self.appointment)},
            "offer": {"token": "forged"},
            "entry": {"entry_id": uuid4()},
            "series": {"series_id": uuid4()},
            "series pk": {"pk": uuid4()},
            "hours": {"hours_id": uuid4()},
            "block": {"block_id": uuid4()},
            "call task": {"task_id": uuid4()},
            "hold": {"hold_id": uuid4()},
            "visit pk": {"pk": pk(self.appointment)},
            "enquiry pk": {"pk": pk(self.enquiry)},
            "new log pk": {"pk": uuid4()},
            "ruth pk": {"pk": pk(self.ruth)},
            "endpoint": {"endpoint_id": pk(self.endpoint)},
            "person pk": {"pk": pk(self.ruth.physio)},
            "prescription pk": {"pk": pk(self.session.prescriptions.first())},
            "rating pk": {"pk": f"{pk(self.log)}.pain-during"},
        }


def build() -> World:
    """Ruth is Pia's, Otto is Paul's; everything named in an address is Ruth's or the clinic's."""
    pia, paul = factories.make_practitioner("Pia"), factories.make_practitioner("Paul")
    ruth, otto = factories.make_runner("Ruth", pia), factories.make_runner("Otto", paul)
    drill = factories.make_drill()
    factories.make_routine(drills=[drill])
    drawn = factories.make_drill("clamshell")
    make_figure(drawn, pia.user, name="a" * 64)
    make_figure(drawn, pia.user, name="b" * 64, state=State.DRAFT)
    program = factories.make_program(ruth, [drill])
    draft = factories.make_program(ruth, [drill], status=Program.Status.DRAFT)
    template = factories.make_template(drills=[drill])
    draft.template, draft.template_version = template, 1
    draft.save()
    session = PlannedSession.objects.get(phase__plan__program=program)
    log = SessionLog.objects.create(
        id=uuid4(),
        runner=ruth,
        program=program,
        session=session,
        program_version=1,
        state=SessionLog.State.DONE,
        occurred_at=NOON - timedelta(days=1),
        utc_offset_minutes=660,
        occurred_on=TODAY - timedelta(days=1),
        pain_during=1,
        digest="0" * 64,
        received_at=NOON,
        updated_at=NOON,
    )
    move = Move.objects.create(
        program=program, line=session.line, from_on=TODAY, to_on=TODAY - timedelta(days=1),
        moved_by=ruth.user, moved_at=NOON,
    )  # fmt: skip
    case = Case.objects.create(
        runner=ruth, physio=pia, condition="other", opened_on=TODAY, updated_at=NOON
    )
    room, kind = factories.make_room(factories.make_site()), factories.make_type()
    ours = factories.make_own_drill(pia.user)
    return World(
        media=make_media(ours, pia.user),
        users={
            "stranger": None,
            "ruth": ruth.user,
            "otto": otto.user,
            "pia": pia.user,
            "paul": paul.user,
            "dee": factories.make_user(User.Role.FRONT_DESK, "Dee"),
            "max": factories.make_user(User.Role.MANAGER, "Max"),
        },
        ruth=ruth,
        endpoint=Endpoint.objects.create(
            user=ruth.user, url="https://e.example/", events=["program.changed"], created_at=NOON
        ),
        program=program,
        draft=draft,
        session=session,
        log=log,
        move=move,
        question=Question.objects.create(runner=ruth, text="Why?", asked_at=NOON),
        alert=Alert.objects.create(
            runner=ruth, kind="pain", key="pain", value=6, occurred_on=TODAY, raised_at=NOON
        ),
        case=case,
        outcome=OutcomeMeasure.objects.create(
            runner=ruth, kind="psfs", items=["Stairs"], starts_on=TODAY, made_at=NOON
        ),
        appointment=factories.make_appointment(ruth, pia, room, kind),
        enquiry=factories.make_enquiry(),
        ready_reply=CannedReply.objects.create(name="Hours", text="We are here from 7 am."),
        kind=kind,
        place=room.site,
        template=template,
        thrown=discard_version(
            program=factories.make_program(ruth, [drill], status=Program.Status.DRAFT),
            by=pia.user,
            now=timezone.now(),
        ),
        own_template=factories.make_template("ours", [drill], origin="clinic"),
        questionnaire=save_questionnaire(
            content=Content("Ours", "", "none", True, None, "", (Asked("text", "Well?"),)),
            by=pia.user,
            now=NOON,
        ),
        message=Message.objects.create(
            key="stuck",
            kind="hello",
            to="ruth@demo.example",
            subject="Hello",
            body="Hello",
            state=Message.State.UNCERTAIN,
            send_after=NOON,
            created_at=NOON,
        ),
    )
