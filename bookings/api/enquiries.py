"""`enquiries/` and `calls/`: anybody may ask; only the desk reads and answers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from bookings.access import too_many, try_to_enquire
from bookings.actions.enquiries import ILLEGAL_STATE
from bookings.models import Call, Enquiry
from bookings.models.enquiries import EnquiryQuerySet
from bookings.serializers.enquiries import (
    ChangeSerializer,
    EnquirySerializer,
    LogCallSerializer,
    ReceiptSerializer,
    SubmitSerializer,
)
from clinic.changes import Beside, ChangedSince, ChangePages
from clinic.people.access import DESK
from clinic.people.models import Scope
from clinic.people.throttles import CHANGES, told, too_often
from clinic.rest import Access, Conflict, TruthFilter


class EnquiryFilter(filters.FilterSet):
    """Which enquiries a list shows."""

    # A call that nobody answered changes the enquiry only by standing there.
    is_urgent = TruthFilter()
    updated_since = ChangedSince(beside=[Beside(Call, "enquiry_id", "pk")])

    class Meta:
        model = Enquiry
        fields = ["state", "source"]


class EnquiryViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Enquiry]
):
    """Enquiries: anybody may send one; the desk and the manager read and change them."""

    access = {
        "create": Access(),
        "list": Access(scope=Scope.ENQUIRIES_READ, roles=DESK),
        "retrieve": Access(scope=Scope.ENQUIRIES_READ, roles=DESK),
        "partial_update": Access(scope=Scope.ENQUIRIES_WRITE, roles=DESK),
    }
    queryset = Enquiry.objects.none()
    serializer_class = EnquirySerializer
    filterset_class = EnquiryFilter
    pagination_class = ChangePages

    def get_queryset(self) -> EnquiryQuerySet:
        """Those that this person may see, with their calls."""
        return Enquiry.objects.visible_to(self.request.user).prefetch_related("calls")

    @extend_schema(request=SubmitSerializer, responses={201: ReceiptSerializer}, auth=[])
    def create(self, request: Request) -> Response:
        """Send an enquiry. The answer is the same whether or not we know the sender."""
        asked = SubmitSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        email, phone = asked.validated_data["email"], asked.validated_data["phone"]
        now = timezone.now()
        tried = try_to_enquire(request._request, email=email, phone=phone, now=now)
        self.headers |= told("enquiries", tried)
        if tried.wait:
            raise too_often(tried.wait, too_many())
        return Response(ReceiptSerializer(asked.save()).data, status=201)

    @extend_schema(request=ChangeSerializer, responses=EnquirySerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Take, assign, wait, close, mark as urgent. A step that is not possible is 409."""
        enquiry = self.get_object()
        change = ChangeSerializer(
            enquiry, data=request.data, partial=True, context=self.get_serializer_context()
        )
        change.is_valid(raise_exception=True)
        save_or_conflict(change)
        return Response(EnquirySerializer(self.get_object()).data)


class CallViewSet(viewsets.GenericViewSet[Enquiry]):
    """Phone calls: each one of somebody new opens an enquiry."""

    access = {"create": Access(scope=Scope.ENQUIRIES_WRITE, roles=DESK)}
    rates = {"create": CHANGES}
    queryset = Enquiry.objects.none()
    serializer_class = LogCallSerializer

    @extend_schema(request=LogCallSerializer, responses={201: EnquirySerializer})
    def create(self, request: Request) -> Response:
        """Log a call; the answer is the enquiry that it opened."""
        call = LogCallSerializer(data=request.data, context=self.get_serializer_context())
        call.is_valid(raise_exception=True)
        return Response(EnquirySerializer(call.save()).data, status=201)


def save_or_conflict(change: BaseSerializer) -> None:
    """Save; a step that the state does not allow is a conflict, anything else a bad request."""
    try:
        change.save()
    except ValidationError as refusal:
        if getattr(refusal, "code", None) != ILLEGAL_STATE:
            raise
        raise Conflict(str(refusal.message), code=ILLEGAL_STATE) from refusal
