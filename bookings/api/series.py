"""`series/`: visits that repeat, all of them booked or none."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.actions.locks import BusyDiary
from bookings.actions.series import SeriesClash
from bookings.api.appointments import KEY, Busy, key_of
from bookings.models import Series
from bookings.models.series import SeriesQuerySet
from bookings.serializers.series import BookSeriesSerializer, SeriesSerializer
from clinic.people.access import DESK
from clinic.people.models import Scope
from clinic.people.throttles import CHANGES
from clinic.rest import Access, Conflict


class SeriesViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet[Series]):
    """Series, which the desk keeps."""

    access = {
        "retrieve": Access(scope=Scope.APPOINTMENTS_READ, roles=DESK),
        "create": Access(scope=Scope.APPOINTMENTS_WRITE, roles=DESK),
    }
    rates = {"create": CHANGES}
    queryset = Series.objects.none()
    serializer_class = SeriesSerializer

    def get_queryset(self) -> SeriesQuerySet:
        """Those that this person may see."""
        return Series.objects.visible_to(self.request.user)

    @extend_schema(
        parameters=[KEY], request=BookSeriesSerializer, responses={201: SeriesSerializer}
    )
    def create(self, request: Request) -> Response:
        """Book all visits, or none: 409 `series_clash` names each that cannot be, and why."""
        wish = BookSeriesSerializer(data=request.data, context=self.get_serializer_context())
        key = key_of(request)
        wish.is_valid(raise_exception=True)
        try:
            series = wish.save(key=key)
        except SeriesClash as refusal:
            clashes = [
                {"starts_at": one.starts_at.isoformat(), "why": one.why} for one in refusal.clashes
            ]
            raise Conflict(
                " ".join(refusal.messages), code=str(refusal.code), clashes=clashes
            ) from refusal
        except BusyDiary as refusal:
            raise Busy(" ".join(refusal.messages)) from refusal
        return Response(SeriesSerializer(series).data, status=201)
