"""Patient and Practitioner: names, and no more than a programme or a visit needs."""

from typing import Any

from django.db.models import QuerySet

from clinic.fhir.asking import Asked, by_reference
from clinic.fhir.kinds import Kind, Resource, reference, system, without_nothing
from clinic.people.models import Practitioner, Principal, Runner, Scope, User
from clinic.rest import Access

ID = Asked("token", by_reference("pk"), "The id of the resource.")


def runners(user: Principal) -> QuerySet[Any]:
    """A runner themself, or a physio's caseload."""
    return Runner.objects.visible_to(user)


def patient(runner: Runner) -> Resource:
    """A runner. Addresses and numbers are nobody's business here."""
    physio = [reference("Practitioner", runner.physio_id)] if runner.physio_id else []
    return without_nothing(
        {
            "resourceType": "Patient",
            "id": str(runner.pk),
            "active": True,
            "name": [{"text": runner.name}],
            "generalPractitioner": physio,
        }
    )


def practitioners(user: Principal) -> QuerySet[Any]:
    """All who ever worked here: old visits and programmes name them, too."""
    return Practitioner.objects.all() if user.is_authenticated else Practitioner.objects.none()


def practitioner(person: Practitioner) -> Resource:
    """Somebody who treats runners, with the number on the public register."""
    number = person.registration_number
    return without_nothing(
        {
            "resourceType": "Practitioner",
            "id": str(person.pk),
            "identifier": [{"system": system("registration"), "value": number}] if number else [],
            "active": person.is_active,
            "name": [{"text": person.name}],
            "qualification": [{"code": {"text": person.get_profession_display()}}],
        }
    )


PATIENT = Kind(
    name="Patient",
    access=Access(scope=Scope.PROGRAMS_READ, roles=(User.Role.RUNNER, User.Role.PHYSIO)),
    rows=runners,
    write=patient,
    ordering=("name", "id"),
    asked={
        "_id": ID,
        "general-practitioner": Asked("reference", by_reference("physio"), "Whose caseload."),
    },
)
PRACTITIONER = Kind(
    name="Practitioner",
    access=Access(scope=Scope.APPOINTMENTS_READ, roles=tuple(User.Role.values)),
    rows=practitioners,
    write=practitioner,
    ordering=("name", "id"),
    asked={"_id": ID},
)
