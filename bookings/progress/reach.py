"""Whom a message about a visit is for, when the message itself has no address."""

from collections.abc import Collection

from bookings.models import Appointment
from bookings.progress.links import as_uuid
from clinic.people.models import Runner

ABOUT = "appointment:"


def people_of(subjects: Collection[str]) -> dict[str, Runner]:
    """The runners of those subjects that name a visit, by subject; one query, or none."""
    ids = {
        pk: subject
        for subject in subjects
        if subject.startswith(ABOUT) and (pk := as_uuid(subject.removeprefix(ABOUT)))
    }
    if not ids:
        return {}
    visits = Appointment.objects.filter(pk__in=ids, runner__isnull=False).select_related("runner")
    return {ids[visit.pk]: visit.runner for visit in visits if visit.runner}
