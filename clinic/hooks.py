"""Where a text service tells us of replies and receipts (docs/operations.md: Texts that come in).

Events are signed as Standard Webhooks asks: the proof is compared in constant time, what is older
than five minutes is refused, and an id that came before changes nothing.
"""

from typing import Any

import phonenumbers
from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from standardwebhooks import Webhook, WebhookVerificationError

from clinic.outbox.models import Message
from clinic.outbox.replies import take_receipt, take_reply
from clinic.rest import Access

LONGEST_ID = 100


class ReplySerializer(serializers.Serializer):
    """Somebody wrote back."""

    number = serializers.CharField(max_length=32, help_text="As +61…, or as dialled at home.")
    text = serializers.CharField(max_length=2000, allow_blank=True)

    def validate_number(self, number: str) -> str:
        """In the one form in which we keep numbers."""
        try:
            parsed = phonenumbers.parse(number, settings.PHONENUMBER_DEFAULT_REGION)
        except phonenumbers.NumberParseException as problem:
            raise serializers.ValidationError("Give a number like +61491570156.") from problem
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


class ReceiptSerializer(serializers.Serializer):
    """What became of a text, by the reference that we gave it."""

    reference = serializers.UUIDField()


EVENTS: dict[str, type[serializers.Serializer]] = {
    "text.reply": ReplySerializer,
    "text.delivered": ReceiptSerializer,
    "text.failed": ReceiptSerializer,
}


class EventSerializer(serializers.Serializer):
    """One event; what stands in `data` depends on its type."""

    type = serializers.ChoiceField(choices=list(EVENTS))
    data = serializers.DictField()  # type: ignore[assignment]


class TextHook(APIView):
    """The one address of the text service."""

    authentication_classes = ()
    access = {"post": Access()}

    def get_authenticate_header(self, request: Request) -> str:
        """Without one, a missing signature would be 403."""
        return "StandardWebhooks"

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """Take one event: 200 also for one that we had already, so that nobody repeats it."""
        event_id = proven(request)
        event = EventSerializer(data=request.data)
        event.is_valid(raise_exception=True)
        kind = event.validated_data["type"]
        details = EVENTS[kind](data=event.validated_data["data"])
        details.is_valid(raise_exception=True)
        is_new = take(kind, event_id, details.validated_data)
        return Response({"status": "done" if is_new else "had it"})


def proven(request: Request) -> str:
    """The event's id, once its signature is proved.

    Raises 404 where no secret is set, 401 without a good and fresh signature.
    """
    if not settings.TEXT_HOOK_SECRET:
        raise exceptions.NotFound
    event_id = request.headers.get("webhook-id", "")
    try:
        Webhook(settings.TEXT_HOOK_SECRET).verify(
            request._request.body, dict(request.headers), json_parse=False
        )
    except (WebhookVerificationError, ValueError) as problem:
        raise exceptions.AuthenticationFailed(
            "The signature is missing, wrong or too old. Sign the event afresh and send it again."
        ) from problem
    if len(event_id) > LONGEST_ID:
        raise exceptions.ParseError(f"Keep the id of an event to {LONGEST_ID} signs.")
    return event_id


def take(kind: str, event_id: str, details: dict[str, Any]) -> bool:
    """Do what the event says; False if we had it. Raises 404 for a text that is not ours."""
    now = timezone.now()
    if kind == "text.reply":
        return take_reply(
            event_id=event_id, number=details["number"], text=details["text"], now=now
        )
    try:
        return take_receipt(
            event_id=event_id,
            message_id=details["reference"],
            is_delivered=kind == "text.delivered",
            now=now,
        )
    except Message.DoesNotExist as missing:
        raise exceptions.NotFound from missing
