"""Appointment, Schedule and Slot: the diary, without a word of what a visit is about."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db.models import QuerySet

from bookings.models import Appointment, AppointmentType
from bookings.progress.openings import Opening
from clinic.fhir.asking import Asked, by_date, by_reference, by_token
from clinic.fhir.kinds import Kind, Resource, coded, meta, reference, system, without_nothing
from clinic.fhir.people import ID
from clinic.people.models import Practitioner, Principal, Scope, User
from clinic.rest import Access

Status = Appointment.Status
STATUS = {
    Status.BOOKED: "booked",
    Status.ARRIVED: "arrived",
    Status.COMPLETED: "fulfilled",
    Status.CANCELLED: "cancelled",
    Status.NO_SHOW: "noshow",
}


def visits(user: Principal) -> QuerySet[Any]:
    """Somebody's visits; a time that is only held is not one yet."""
    return Appointment.objects.visible_to(user).filter(status__in=STATUS).with_names()


def appointment(visit: Appointment) -> Resource:
    """A visit: when, where, with whom. Times carry the offset of the site."""
    comes = "declined" if visit.status == Status.CANCELLED else "accepted"
    treats = reference("Practitioner", visit.practitioner_id, visit.practitioner.name)
    reason = {"text": visit.get_cancel_reason_display()} if visit.cancel_reason else {}
    people = [reference("Patient", visit.runner_id)] if visit.runner_id else []
    return without_nothing(
        {
            "resourceType": "Appointment",
            "id": str(visit.pk),
            "meta": meta(updated_at=visit.updated_at, version=visit.version),
            "status": STATUS[Status(visit.status)],
            "cancelationReason": reason,
            "serviceType": [service(visit.type)],
            "start": visit.local_start.isoformat(),
            "end": visit.local_end.isoformat(),
            "minutesDuration": visit.type.minutes,
            "created": visit.created_at.isoformat(),
            "participant": [
                *({"actor": person, "status": comes} for person in people),
                {"actor": treats, "status": comes},
                {"actor": {"display": f"{visit.room.site.name}, {visit.room.name}"},
                 "status": comes},
            ],
        }
    )  # fmt: skip


def service(kind: AppointmentType) -> Resource:
    """A kind of visit, by the id that `availability/` and `Slot?service-type=` take."""
    return coded(system("appointment-type"), str(kind.pk), kind.name)


def columns(user: Principal) -> QuerySet[Any]:
    """Everybody who has a column in the diary now."""
    return Practitioner.objects.filter(is_active=True)


def schedule(person: Practitioner) -> Resource:
    """The column of a practitioner. It has the practitioner's own id."""
    return {
        "resourceType": "Schedule",
        "id": str(person.pk),
        "active": True,
        "actor": [reference("Practitioner", person.pk)],
    }


def slots(openings: list[Opening], kind: AppointmentType) -> list[tuple[int, Resource]]:
    """The free starts as slots, in order, each with its minute since 1970 (UTC)."""
    found = [
        slot(opening.practitioner, opening.place.site, kind, minute, start.isoformat(), end)
        for opening in openings
        for minute, start, end in zip(
            opening.minutes, opening.starts, ends_of(opening, kind.minutes), strict=True
        )
    ]
    return [(minute, one) for (minute, _), one in sorted(found, key=lambda pair: pair[0])]


def ends_of(opening: Opening, minutes: int) -> list[str]:
    """When each would be over, by the clock of the site."""
    later = Opening(opening.practitioner, opening.place, [one + minutes for one in opening.minutes])
    return [end.isoformat() for end in later.starts]


def slot(
    who: UUID, site: UUID, kind: AppointmentType, minute: int, start: str, end: str
) -> tuple[tuple[int, str], Resource]:
    """A free time, with what it is sorted by. It has the same id as long as it is free."""
    name = f"{settings.BASE_URL}/slots/{who}/{site}/{kind.pk}/{minute}"
    resource = {
        "resourceType": "Slot",
        "id": str(uuid5(NAMESPACE_URL, name)),
        "serviceType": [service(kind)],
        "schedule": reference("Schedule", who),
        "status": "free",
        "start": start,
        "end": end,
    }
    return (minute, str(who)), resource


APPOINTMENT = Kind(
    name="Appointment",
    access=Access(scope=Scope.APPOINTMENTS_READ, roles=tuple(User.Role.values)),
    rows=visits,
    write=appointment,
    ordering=("-starts_at", "id"),
    asked={
        "_id": ID,
        "_lastUpdated": Asked("date", by_date("_lastUpdated", "updated_at"), "When it changed."),
        "date": Asked("date", by_date("date", "starts_at"), "When it starts."),
        "patient": Asked("reference", by_reference("runner"), "Whose visit."),
        "practitioner": Asked("reference", by_reference("practitioner"), "With."),
        "status": Asked("token", by_token("status", "status", STATUS), "How it stands."),
    },
)
SCHEDULE = Kind(
    name="Schedule",
    access=Access(),
    rows=columns,
    write=schedule,
    ordering=("name", "id"),
    asked={"_id": ID, "actor": Asked("reference", by_reference("pk"), "Whose column.")},
)
