"""The CapabilityStatement: made from the same list as the addresses, so that it cannot be wrong."""

from collections.abc import Iterable

from django.conf import settings

from clinic.fhir.kinds import Kind, Resource

MADE = "2026-11-27"
SLOT = {
    "service-type": ("token", "Which kind of visit; needed."),
    "start": ("date", "From and to, with ge and lt; needed, 31 days at the most."),
    "schedule": ("reference", "Whose."),
    "status": ("token", "free"),
}


def statement(kinds: Iterable[Kind]) -> Resource:
    """What can be read and searched here."""
    resources = [
        resource(kind.name, {name: (one.type, one.says) for name, one in kind.asked.items()})
        for kind in kinds
    ]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": MADE,
        "kind": "instance",
        "software": {"name": "Steady"},
        "implementation": {
            "description": settings.CLINIC["name"],
            "url": f"{settings.BASE_URL}/fhir/R4",
        },
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "A bearer token with the scopes of docs/fhir.md."},
                "resource": [*resources, resource("Slot", SLOT, reads=False)],
            }
        ],
    }


def resource(name: str, asked: dict[str, tuple[str, str]], *, reads: bool = True) -> Resource:
    """One type of resource. A slot is there as long as it is free, so it is only searched for."""
    ways = ["read", "search-type"] if reads else ["search-type"]
    return {
        "type": name,
        "interaction": [{"code": way} for way in ways],
        "searchParam": [
            {"name": param, "type": kind, "documentation": says}
            for param, (kind, says) in asked.items()
        ],
    }
