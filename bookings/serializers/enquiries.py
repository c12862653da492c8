"""Enquiries and calls as the API reads and writes them."""

from typing import Any

from django.utils import timezone
from phonenumber_field.serializerfields import PhoneNumberField
from rest_framework import serializers

from bookings.actions.changing import change_enquiry
from bookings.actions.enquiries import log_call, submit_enquiry
from bookings.models import Call, Enquiry
from bookings.models.signs import TO_TICK
from clinic.people.access import DESK
from clinic.people.models import User
from clinic.rest import StrictFields

PHONE = {"invalid": "Enter a phone number like 0400 000 000"}


class CallSerializer(serializers.ModelSerializer[Call]):
    """A phone call of an enquiry's thread."""

    class Meta:
        model = Call
        fields = ["id", "direction", "outcome", "note", "taken_by", "call_back_at", "happened_at"]
        read_only_fields = fields


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    """An enquiry as the desk reads it."""

    phone = PhoneNumberField(read_only=True)
    where_it_hurts = serializers.CharField(
        read_only=True, help_text="As in what is sent; empty where an e-mail does not say."
    )
    calls = CallSerializer(many=True, read_only=True)
    email = serializers.CharField(read_only=True, help_text="Empty where a caller gave none.")
    close_reason = serializers.ChoiceField(
        choices=Enquiry.CloseReason.choices, allow_blank=True, read_only=True
    )

    class Meta:
        model = Enquiry
        fields = [
            "id",
            "reference",
            "source",
            "state",
            "is_urgent",
            "red_flags",
            "is_doubtful",
            "name",
            "email",
            "phone",
            "where_it_hurts",
            "when_suits",
            "message",
            "owner",
            "due_at",
            "runner",
            "close_reason",
            "created_at",
            "updated_at",
            "calls",
        ]
        read_only_fields = fields


class ReceiptSerializer(serializers.ModelSerializer[Enquiry]):
    """What the sender of an enquiry is told: the same for everybody."""

    class Meta:
        model = Enquiry
        fields = ["id", "reference", "due_at"]
        read_only_fields = fields


class SubmitSerializer(StrictFields, serializers.ModelSerializer[Enquiry]):
    """What anybody sends: the fields and rules of the web form."""

    phone = PhoneNumberField(required=False, allow_blank=True, default="", error_messages=PHONE)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    message = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=4000, style={"type": "textarea"}
    )
    where_it_hurts = serializers.ChoiceField(choices=Enquiry.Where.choices)
    when_suits = serializers.ChoiceField(choices=Enquiry.When.choices, default=Enquiry.When.ANY)
    red_flags = serializers.ListField(
        child=serializers.ChoiceField(choices=TO_TICK),
        required=False,
        max_length=6,
        help_text="Warning signs that are true now; show what each asks for (call 000) beside it.",
    )
    consent = serializers.BooleanField(help_text="We may keep these details to answer.")

    class Meta:
        model = Enquiry
        fields = [
            "name", "phone", "email", "where_it_hurts", "when_suits", "message", "red_flags",
            "consent",
        ]  # fmt: skip

    def create(self, validated_data: dict[str, Any]) -> Enquiry:
        """Hand over to the action that the web form uses."""
        return submit_enquiry(**validated_data, now=timezone.now())


class ChangeSerializer(StrictFields, serializers.ModelSerializer[Enquiry]):
    """What the desk changes; leave out what stays."""

    state = serializers.ChoiceField(
        choices=[Enquiry.State.OPEN, Enquiry.State.WAITING, Enquiry.State.CLOSED], required=False
    )
    owner = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(role__in=DESK, is_active=True), required=False
    )
    close_reason = serializers.ChoiceField(choices=Enquiry.CloseReason.choices, required=False)

    class Meta:
        model = Enquiry
        fields = ["state", "owner", "is_urgent", "close_reason"]

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """A reason without a close would be passed over in silence: it is refused."""
        if "close_reason" in sent and sent.get("state") != Enquiry.State.CLOSED:
            raise serializers.ValidationError(
                {"close_reason": "Give a reason only together with the state closed."}
            )
        return sent

    def update(self, enquiry: Enquiry, validated_data: dict[str, Any]) -> Enquiry:
        """Hand over to the action behind the buttons of the inbox."""
        by = self.context["request"].user
        return change_enquiry(enquiry=enquiry, by=by, now=timezone.now(), **validated_data)


class LogCallSerializer(StrictFields, serializers.Serializer[Enquiry]):
    """A call of somebody new; a number or an e-mail address is enough."""

    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    phone = PhoneNumberField(required=False, allow_blank=True, default="", error_messages=PHONE)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    where_it_hurts = serializers.ChoiceField(choices=Enquiry.Where.choices)
    when_suits = serializers.ChoiceField(choices=Enquiry.When.choices, default=Enquiry.When.ANY)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    direction = serializers.ChoiceField(choices=Call.Direction.choices, default=Call.Direction.IN)
    outcome = serializers.ChoiceField(choices=Call.Outcome.choices, default=Call.Outcome.ANSWERED)
    call_back_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def create(self, validated_data: dict[str, Any]) -> Enquiry:
        """Hand over to the action that the page uses."""
        by = self.context["request"].user
        return log_call(by=by, now=timezone.now(), **validated_data)
