"""The addresses of the façade: one pair for each type of resource."""

from django.urls import path

from clinic.fhir.care import CARE_PLAN, OBSERVATION, SERVICE_REQUEST
from clinic.fhir.diary import APPOINTMENT, SCHEDULE
from clinic.fhir.people import PATIENT, PRACTITIONER
from clinic.fhir.views import MetadataView, ReadView, SearchView, SlotView

KINDS = (
    PATIENT, PRACTITIONER, CARE_PLAN, SERVICE_REQUEST, OBSERVATION, APPOINTMENT, SCHEDULE,
)  # fmt: skip

app_name = "fhir"
urlpatterns = [
    path("metadata", MetadataView.as_view(kinds=KINDS), name="metadata"),
    path("Slot", SlotView.as_view(), name="slot-search"),
]
for kind in KINDS:
    name = kind.name.lower()
    urlpatterns += [
        path(kind.name, SearchView.as_view(kind=kind), name=f"{name}-search"),
        path(f"{kind.name}/<str:pk>", ReadView.as_view(kind=kind), name=f"{name}-read"),
    ]
