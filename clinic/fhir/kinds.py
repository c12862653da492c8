"""What every type of resource has in common: who may read it, which rows it is, how it is written.

A resource is a plain dictionary, and nothing empty is ever in it: FHIR has no null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from clinic.fhir.asking import Asked, of_id
from clinic.people.models import Principal
from clinic.rest import Access

type Resource = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One type of resource.

    `rows` are those that somebody may see, read so that `write` asks nothing more; `write` gives
    the resource of a row, or None for a row that has none.
    """

    name: str
    access: Access
    rows: Callable[[Principal], QuerySet[Any]]
    write: Callable[[Any], Resource | None]
    ordering: tuple[str, ...]
    asked: Mapping[str, Asked] = field(default_factory=dict)

    def find(self, user: Principal, pk: str) -> Resource | None:
        """The resource with this id, if this person may see it."""
        row = of_id(pk)
        found = map(self.write, self.rows(user).filter(pk=row)) if row else ()
        return next((one for one in found if one and one["id"] == pk), None)


def without_nothing(resource: Resource) -> Resource:
    """The resource without what is empty; a nought and a no stay."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def reference(kind: str, pk: object, display: str = "") -> Resource:
    """A reference to another resource of ours."""
    return without_nothing({"reference": f"{kind}/{pk}", "display": display})


def system(name: str) -> str:
    """The address under which our own codes are known."""
    return f"{settings.BASE_URL}/fhir/codes/{name}"


def coded(where: str, code: str, display: str) -> Resource:
    """A code of a system, with its words."""
    coding = {"system": where, "code": code, "display": display}
    return {"coding": [coding], "text": display}


def meta(*, updated_at: datetime, version: int | None = None) -> Resource:
    """When the row last changed, and which version this is."""
    return without_nothing(
        {
            "versionId": str(version) if version else "",
            "lastUpdated": updated_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
    )
