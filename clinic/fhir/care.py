"""CarePlan, ServiceRequest and Observation: programmes, what they prescribe, what was reported.

Pain is LOINC 72514-3, "Pain severity - 0-10 verbal numeric rating [Score] - Reported"
(loinc.org/72514-3). A rating that nobody gave has no Observation: missing is never zero.
"""

from datetime import datetime, timedelta
from datetime import timezone as fixed
from typing import Any, cast

from django.db.models import CharField, F, Func, QuerySet, Value

from clinic.fhir.asking import Asked, by_date, by_reference, by_token
from clinic.fhir.kinds import Kind, Resource, coded, meta, reference, system, without_nothing
from clinic.fhir.people import ID
from clinic.fhir.timing import amount, timing
from clinic.people.models import Principal, Scope, User
from clinic.rest import Access
from programs.models import PlannedSession, Prescription, Program, SessionLog
from programs.wording.prescriptions import dose_in_words, manner_in_words, run_in_words

Status = Program.Status
STATUS = {
    Status.DRAFT: "draft",
    Status.ACTIVE: "active",
    Status.ON_HOLD: "on-hold",
    Status.COMPLETED: "completed",
    Status.STOPPED: "revoked",
}
LOINC = "http://loinc.org"
PAIN = {"system": LOINC, "code": "72514-3",
        "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported"}  # fmt: skip
RATINGS = {
    "pain-during": "Pain while doing the session",
    "pain-after": "Pain after the session",
    "pain-next-morning": "Pain on the next morning",
    "effort": "Effort of the session, 0 to 10",
}
READERS = (User.Role.RUNNER, User.Role.PHYSIO)
UPDATED = Asked("date", by_date("_lastUpdated", "updated_at"), "When it changed.")


def programs(user: Principal) -> QuerySet[Any]:
    """Programmes with the whole plan in force."""
    return Program.objects.visible_to(user).with_plans()


def care_plan(program: Program) -> Resource:
    """A programme. Each drill of it is a ServiceRequest; a run stands in it."""
    period = {"start": str(program.starts_on), "end": str(program.ends_on or "")}
    sessions = [one for phase in program.plan.phases.all() for one in phase.sessions.all()]
    return without_nothing(
        {
            "resourceType": "CarePlan",
            "id": str(program.pk),
            "meta": meta(updated_at=program.updated_at, version=program.version),
            "status": STATUS[Status(program.status)],
            "intent": "plan",
            "title": program.title,
            "subject": reference("Patient", program.runner_id, program.runner.name),
            "period": without_nothing(period),
            "created": program.created_at.isoformat(),
            "author": reference("Practitioner", program.physio_id, program.physio.name),
            "note": [{"text": program.note}] if program.note else [],
            "activity": [activity for session in sessions for activity in activities(session)],
        }
    )


def activities(session: PlannedSession) -> list[Resource]:
    """A run as it is, or a reference to each prescription of the session."""
    if session.kind == PlannedSession.Kind.RUN:
        words = f"{session.name}: {run_in_words(session)}"
        detail = {
            "status": "scheduled",
            "code": {"text": session.name},
            "scheduledTiming": timing(session),
            "description": words,
        }
        return [{"detail": detail}]
    return [
        {"reference": reference("ServiceRequest", item.pk, item.drill.name)}
        for item in session.prescriptions.all()
    ]


def prescriptions(user: Principal) -> QuerySet[Any]:
    """What the plans in force prescribe."""
    plan = "session__phase__plan"
    mine = Prescription.objects.filter(**{f"{plan}__program__in": Program.objects.visible_to(user)})
    in_force = mine.filter(**{f"{plan}__number": F(f"{plan}__program__version")})
    return in_force.select_related("drill", f"{plan}__program__case")


def service_request(item: Prescription) -> Resource:
    """One drill of a programme, with its days and its dose."""
    program = cast("Program", item.session.phase.plan.program)  # never of a template: see rows
    affected = program.case.side if program.case else ""
    words = [dose_in_words(item, affected), *manner_in_words(item)]
    return without_nothing(
        {
            "resourceType": "ServiceRequest",
            "id": str(item.pk),
            "meta": meta(updated_at=program.updated_at, version=program.version),
            "basedOn": [reference("CarePlan", program.pk)],
            "status": STATUS[Status(program.status)],
            "intent": "order",
            "code": coded(system("drill"), item.drill.slug, item.drill.name),
            "orderDetail": [{"text": word} for word in words],
            "subject": reference("Patient", program.runner_id),
            "occurrenceTiming": timing(item.session, program),
            "authoredOn": program.created_at.isoformat(),
            "requester": reference("Practitioner", program.physio_id),
            "note": [{"text": item.note}] if item.note else [],
            "patientInstruction": item.why,
        }
        | amount(item)
    )


def ratings(user: Principal) -> QuerySet[Any]:
    """Each log once for each of RATINGS, as `code`; the database gives the rows."""
    codes = Func(
        Value(list(RATINGS)), template="unnest(%(expressions)s::text[])", output_field=CharField()
    )
    logs = SessionLog.objects.visible_to(user).select_related("runner", "next_morning")
    return logs.annotate(code=codes)


def observation(log: SessionLog) -> Resource | None:
    """One rating of a log; None where none was given."""
    code: str = log.code  # type: ignore[attr-defined]
    morning = getattr(log, "next_morning", None)
    zone = fixed(timedelta(minutes=log.utc_offset_minutes))
    at: datetime = log.occurred_at
    if code == "pain-next-morning":
        value, at = morning and morning.pain, morning.answered_at if morning else at
    else:
        value = getattr(log, code.replace("-", "_"))
    if value is None:
        return None
    codes = [{"system": system("rating"), "code": code, "display": RATINGS[code]}]
    return {
        "resourceType": "Observation",
        "id": f"{log.pk}.{code}",
        "meta": meta(updated_at=log.updated_at, version=log.revision),
        "status": "amended" if log.revision > 1 else "final",
        "category": [SURVEY],
        "code": {
            "coding": [PAIN, *codes] if code.startswith("pain") else codes,
            "text": RATINGS[code],
        },
        "subject": reference("Patient", log.runner_id),
        "effectiveDateTime": at.astimezone(zone).isoformat(),
        "issued": log.received_at.isoformat(),
        "valueInteger": value,
    }


SURVEY = coded("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")
CARE_PLAN = Kind(
    name="CarePlan",
    access=Access(scope=Scope.PROGRAMS_READ, roles=READERS),
    rows=programs,
    write=care_plan,
    ordering=("-created_at", "id"),
    asked={
        "_id": ID,
        "_lastUpdated": UPDATED,
        "patient": Asked("reference", by_reference("runner"), "Whose programme."),
        "status": Asked("token", by_token("status", "status", STATUS), "How it stands."),
    },
)
SERVICE_REQUEST = Kind(
    name="ServiceRequest",
    access=Access(scope=Scope.PROGRAMS_READ, roles=READERS),
    rows=prescriptions,
    write=service_request,
    ordering=("id",),
    asked={
        "_id": ID,
        "based-on": Asked(
            "reference",
            by_reference("session__phase__plan__program"),
            "The CarePlan that it is part of.",
        ),
        "patient": Asked(
            "reference",
            by_reference("session__phase__plan__program__runner"),
            "For whom.",
        ),
    },
)
OBSERVATION = Kind(
    name="Observation",
    access=Access(scope=Scope.LOGS_READ, roles=READERS),
    rows=ratings,
    write=observation,
    ordering=("-received_at", "id", "code"),
    asked={
        "_id": ID,
        "_lastUpdated": UPDATED,
        "date": Asked("date", by_date("date", "occurred_at"), "When the session was."),
        "patient": Asked("reference", by_reference("runner"), "Whose."),
    },
)
