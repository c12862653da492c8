"""Search, read and metadata: https://hl7.org/fhir/R4/http.html, read only."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings.models import AppointmentType
from bookings.progress.offers import MOST_DAYS, free_times
from clinic.fhir.asking import of_id, refuse, stretch
from clinic.fhir.capability import statement
from clinic.fhir.diary import slots
from clinic.fhir.kinds import Kind, Resource, without_nothing
from clinic.rest import Access, problem, refuse_unknown

ISSUES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    429: "throttled",
}
A_MOMENT = timedelta(microseconds=1)
EVERYWHERE = {"_format"}
PAGING = {"_count", "_cursor"}


class FhirRenderer(JSONRenderer):
    """FHIR's own name for its JSON."""

    media_type = "application/fhir+json"
    format = "fhir"


def outcome(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as an OperationOutcome, with the same words as the API's own."""
    answer = problem(error, context)
    if answer is None:
        return None
    said = answer.data
    lines = [f"{name}: {' '.join(map(str, why))}" for name, why in said.get("errors", {}).items()]
    answer.data = {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": ISSUES.get(answer.status_code, "processing"),
                "diagnostics": line,
            }
            for line in lines or [said["detail"]]
        ],
    }
    answer.content_type = None
    return answer


class FhirView(APIView):
    """What all of them share; not in the OpenAPI, for FHIR describes itself."""

    schema = None
    renderer_classes = [FhirRenderer, JSONRenderer]
    access: dict[str, Access] = {}

    def get_exception_handler(self) -> Any:
        """Refusals in FHIR's words."""
        return outcome

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """`_format=json` asks for the same as the header: nothing but JSON is spoken here."""
        wanted = request.query_params.get("_format", "json")
        if wanted not in {"json", "application/json", "application/fhir+json"} and not force:
            raise exceptions.NotAcceptable("Ask for _format=json.")
        return super().perform_content_negotiation(request, force=force)


class MetadataView(FhirView):
    """What this server can do, for everybody."""

    access = {"get": Access()}
    kinds: tuple[Kind, ...] = ()

    def get(self, request: Request) -> Response:
        """The CapabilityStatement."""
        refuse_unknown(request, EVERYWHERE)
        return Response(statement(self.kinds))


class KindView(FhirView):
    """A view of one type of resource."""

    kind: Kind | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who may call it stands in the kind."""
        if self.kind is not None:
            self.access = {"get": self.kind.access}
        super().initial(request, *args, **kwargs)


class ReadView(KindView):
    """One resource."""

    def get(self, request: Request, pk: str) -> Response:
        """The resource; what is out of reach is missing."""
        refuse_unknown(request, EVERYWHERE)
        found = self.kind.find(request.user, pk) if self.kind else None
        if found is None:
            raise Http404
        return Response(found)


class Cursor(CursorPagination):
    """Pages of `_count` resources, 200 at the most, stable while rows are added."""

    page_size = 50
    page_size_query_param = "_count"
    max_page_size = 200
    cursor_query_param = "_cursor"


class SearchView(KindView):
    """A search."""

    def get(self, request: Request) -> Response:
        """A Bundle; every condition must hold. A parameter that we do not know is refused."""
        kind = self.kind
        if kind is None:
            raise Http404
        refuse_unknown_names(request, set(kind.asked) | EVERYWHERE | PAGING)
        rows = kind.rows(request.user).filter(conditions(request, kind)).order_by(*kind.ordering)
        pages = Cursor()
        pages.ordering = kind.ordering
        page = pages.paginate_queryset(rows, request, view=self) or []
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response(bundle(request, [one for row in page if (one := kind.write(row))], links))


class SlotView(FhirView):
    """Free times, as `availability/` gives them."""

    access = {"get": Access()}

    def get(self, request: Request) -> Response:
        """A Bundle of slots of one `service-type` in `start=ge…&start=lt…`."""
        known = {"service-type", "start", "schedule", "status"}
        refuse_unknown_names(request, known | EVERYWHERE)
        asked = request.query_params
        if asked.get("status", "free") != "free":
            raise refuse("status", "Only free times are shown here: leave it out, or ask for free.")
        kind = service_type(asked.get("service-type", ""))
        first, last = days(asked.getlist("start"))
        wanted = {}
        if "schedule" in asked:
            whose = of_id(asked["schedule"])
            if whose is None:
                return Response(bundle(request, [], {}))
            wanted["practitioner"] = whose
        until = (last - A_MOMENT).date()
        found = free_times(kind=kind, first=first.date(), last=until, now=timezone.now(), **wanted)
        begins, ends = int(first.timestamp() // 60), int(last.timestamp() // 60)
        resources = [one for minute, one in slots(found, kind) if begins <= minute < ends]
        return Response(bundle(request, resources, {}))


def service_type(token: str) -> AppointmentType:
    """The kind of visit; raises a 400 for none, and for what is none."""
    pk = of_id(token.rpartition("|")[2])
    kind = AppointmentType.objects.one_with_skills(pk) if pk else None
    if kind is None:
        raise refuse("service-type", "Give the id of a kind of visit.")
    return kind


def days(asked: list[str]) -> Any:
    """First and last moment of a search for slots; raises a 400 unless both ends are given."""
    begins = ends = None
    for value in asked:
        prefix, first, after = stretch("start", value)
        if prefix in {"ge", "eq"}:
            begins = first
        if prefix in {"lt", "le", "eq"}:
            ends = first if prefix == "lt" else after
    if begins is None or ends is None or ends <= begins:
        raise refuse(
            "start",
            f"Give both ends, at most {MOST_DAYS} days: start=ge2026-11-24&start=lt2026-12-01.",
        )
    return begins, ends


def refuse_unknown_names(request: Request, known: set[str]) -> None:
    """Raise a 400 that names each query parameter that is unknown."""
    if unknown := sorted(set(request.query_params) - known):
        raise exceptions.ValidationError(
            {name: ["There is no such parameter here. Take it out."] for name in unknown}
        )


def conditions(request: Request, kind: Kind) -> Q:
    """All that is asked for, at once."""
    wanted = Q()
    for name, values in request.query_params.lists():
        if name in kind.asked:
            for value in values:
                wanted &= kind.asked[name].narrow(value)
    return wanted


def bundle(request: Request, found: list[Resource], links: dict[str, str | None]) -> Resource:
    """A searchset. How many there are in all is not counted."""
    here = request.build_absolute_uri(request.path)
    base = here.rpartition("/")[0]
    told = {"self": request.build_absolute_uri(), **links}
    return without_nothing(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            "link": [{"relation": name, "url": url} for name, url in told.items() if url],
            "entry": [
                {
                    "fullUrl": f"{base}/{one['resourceType']}/{one['id']}",
                    "resource": one,
                    "search": {"mode": "match"},
                }
                for one in found
            ],
        }
    )
