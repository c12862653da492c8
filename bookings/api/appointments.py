"""`availability/` and `appointments/`: what is free, and booking, moving and cancelling it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.actions.locks import BusyDiary
from bookings.actions.refusals import KeyReused, OutsideHours, SlotTaken, Stale
from bookings.models import Appointment
from bookings.models.appointments import AppointmentQuerySet
from bookings.progress.clock import iso_texts
from bookings.progress.offers import free_times
from bookings.serializers.appointments import (
    AppointmentSerializer,
    AvailabilityQuery,
    AvailabilitySerializer,
    BookSerializer,
    CancelSerializer,
    MoveSerializer,
)
from clinic.changes import ChangedSince, ChangePages
from clinic.people.access import DESK
from clinic.people.models import Scope, User
from clinic.rest import Access, Conflict, MomentFilter, refuse_unknown

RETRY_AFTER_SECONDS = 3
BOOKERS = (User.Role.RUNNER, *DESK)
KEY = OpenApiParameter(
    "Idempotency-Key",
    UUID,
    OpenApiParameter.HEADER,
    required=True,
    description="Made by the client. The same key with the same body gets the same answer.",
)


class Mismatch(exceptions.APIException):
    """422: a key that came back with another body."""

    status_code = 422
    default_code = "idempotency_mismatch"


class Busy(exceptions.APIException):
    """503: too many book at once."""

    status_code = 503
    default_code = "busy_diary"
    wait = RETRY_AFTER_SECONDS - 1


class AvailabilityViewSet(viewsets.GenericViewSet[Appointment]):
    """Free times, without names or reasons."""

    access = {"list": Access()}
    queryset = Appointment.objects.none()
    serializer_class = AvailabilitySerializer  # type: ignore[assignment]  # no rows, a report
    pagination_class = None
    filter_backends: list[type] = []

    @extend_schema(parameters=[AvailabilityQuery], responses=AvailabilitySerializer, auth=[])
    def list(self, request: Request) -> Response:
        """The free starts of four weeks and ten practitioners in one answer."""
        asked = AvailabilityQuery(data=request.query_params)
        refuse_unknown(request, set(asked.fields))
        asked.is_valid(raise_exception=True)
        wish = dict(asked.validated_data)
        kind = wish.pop("appointment_type")
        found = free_times(
            kind=kind, first=wish.pop("from"), last=wish.pop("to"), now=timezone.now(), **wish
        )
        results = [
            {
                "practitioner": str(opening.practitioner),
                "site": str(opening.place.site),
                "time_zone": opening.place.zone.key,
                "starts": list(map(iso_texts(opening.place.zone).__getitem__, opening.minutes)),
            }
            for opening in found
        ]
        return Response({"minutes": kind.minutes, "results": results})


class AppointmentFilter(filters.FilterSet):
    """Which visits a list shows."""

    practitioner = filters.UUIDFilter(
        field_name="practitioner_id", help_text="A practitioner's id."
    )
    updated_since = ChangedSince()
    starts_from = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_before = MomentFilter(field_name="starts_at", lookup_expr="lt")

    class Meta:
        model = Appointment
        fields = ["status"]


class AppointmentViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Appointment]
):
    """Visits: the own ones, a physio's diary, or all of them for the desk."""

    access = {
        "list": Access(scope=Scope.APPOINTMENTS_READ, roles=tuple(User.Role.values)),
        "retrieve": Access(scope=Scope.APPOINTMENTS_READ, roles=tuple(User.Role.values)),
        "create": Access(scope=Scope.APPOINTMENTS_WRITE, roles=BOOKERS),
        "partial_update": Access(scope=Scope.APPOINTMENTS_WRITE, roles=BOOKERS),
        "cancel": Access(scope=Scope.APPOINTMENTS_WRITE, roles=BOOKERS),
    }
    queryset = Appointment.objects.none()
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter
    pagination_class = ChangePages

    def get_queryset(self) -> AppointmentQuerySet:
        """Those that this person may see, or change."""
        reads = self.action in {"list", "retrieve"}
        visits = Appointment.objects
        mine = visits.visible_to if reads else visits.changeable_by
        return mine(self.request.user).with_names()

    @extend_schema(parameters=[KEY], request=BookSerializer, responses={201: AppointmentSerializer})
    def create(self, request: Request) -> Response:
        """Book a visit. A time that is taken is 409 with up to three free alternatives."""
        wish = BookSerializer(data=request.data, context=self.get_serializer_context())
        key = key_of(request)
        wish.is_valid(raise_exception=True)
        visit = told(lambda: wish.save(key=key))
        return Response(AppointmentSerializer(visit).data, status=201)

    @extend_schema(request=MoveSerializer, responses=AppointmentSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Move a visit. A version that is no longer the current one is 409 `stale`."""
        return self.change(MoveSerializer)

    @extend_schema(request=CancelSerializer, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Cancel a visit and say why."""
        return self.change(CancelSerializer)

    def change(self, how: type[MoveSerializer] | type[CancelSerializer]) -> Response:
        """One change of one visit, as the serializer describes it."""
        change = how(
            self.get_object(), data=self.request.data, context=self.get_serializer_context()
        )
        change.is_valid(raise_exception=True)
        return Response(AppointmentSerializer(told(change.save)).data)


def key_of(request: Request) -> UUID:
    """The client's own key of this booking; raises 400 without one."""
    try:
        return UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError as missing:
        raise exceptions.ValidationError(
            {"Idempotency-Key": "Send this header with a UUID of your own for each booking."}
        ) from missing


def told(work: Callable[[], Appointment]) -> Appointment:
    """Do the work; what the diary refuses becomes the API's own refusals."""
    try:
        return work()
    except SlotTaken as taken:
        alternatives = [
            {
                "starts_at": start.isoformat(),
                "practitioner": str(offer.practitioner),
                "site": str(offer.place.site),
            }
            for offer in taken.offers
            for start in offer.starts
        ]
        raise Conflict(
            " ".join(taken.messages), code="slot_taken", alternatives=alternatives
        ) from taken
    except (OutsideHours, Stale) as refusal:
        raise Conflict(" ".join(refusal.messages), code=str(refusal.code)) from refusal
    except KeyReused as refusal:
        raise Mismatch(" ".join(refusal.messages)) from refusal
    except BusyDiary as refusal:
        raise Busy(" ".join(refusal.messages)) from refusal
