"""The API's front door: one register() per viewset, and the schema."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from bookings.api.appointments import AppointmentViewSet, AvailabilityViewSet
from bookings.api.enquiries import CallViewSet, EnquiryViewSet
from bookings.api.series import SeriesViewSet
from clinic.api_docs import docs
from clinic.people.api import MeView, NowhereView
from drills.api import DrillViewSet, RoutineViewSet
from programs.api.logs import SessionLogViewSet, SessionViewSet
from programs.api.moves import MoveViewSet
from programs.api.plans import ProgramViewSet
from programs.api.templates import ProgramTemplateViewSet

router = SimpleRouter()
router.register("drills", DrillViewSet, basename="drill")
router.register("routines", RoutineViewSet, basename="routine")
router.register("programs", ProgramViewSet, basename="program")
router.register("program-templates", ProgramTemplateViewSet, basename="program-template")
router.register("sessions", SessionViewSet, basename="session")
router.register("session-moves", MoveViewSet, basename="session-move")
router.register("session-logs", SessionLogViewSet, basename="session-log")
router.register("availability", AvailabilityViewSet, basename="availability")
router.register("appointments", AppointmentViewSet, basename="appointment")
router.register("series", SeriesViewSet, basename="series")
router.register("enquiries", EnquiryViewSet, basename="enquiry")
router.register("calls", CallViewSet, basename="call")

urlpatterns = [
    path("v1/me/", MeView.as_view(), name="me"),
    path("v1/", include(router.urls)),
    # Also where a line ends inside an address, which <path:…> would not take.
    re_path(r"^v1/(?P<nowhere>[\s\S]+)$", NowhereView.as_view(), name="nowhere"),
    path("docs/", docs, name="docs"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
