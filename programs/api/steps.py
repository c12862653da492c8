"""The steps of a programme for other clients: send it, hold it, resume it, stop it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.people.models import Scope, User
from clinic.rest import Access, Conflict, StrictFields
from programs.actions.periods import hold_program, resume_program, stop_program
from programs.actions.versions import send_program
from programs.models import Program
from programs.progress.plans import summary
from programs.serializers.plans import ProgramSummarySerializer

WRITERS = Access(scope=Scope.PROGRAMS_WRITE, roles=(User.Role.PHYSIO,))
# Refusals that say what a client sent wrong; every other one is about how the programme stands.
ABOUT_WHAT_WAS_SENT = {"nothing_to_do"}
ILLEGAL = OpenApiResponse(
    description="`illegal_state`: the programme does not stand so that this can be done; `over`: "
    "its last day has passed; `restriction`: a drill is to be left out for now."
)


class WhySerializer(StrictFields, serializers.Serializer):
    """The reason, for the history; the runner does not read it."""

    why = serializers.CharField(required=False, max_length=200)


class NeedsWhySerializer(StrictFields, serializers.Serializer):
    """Stopping is for good, so it says why."""

    why = serializers.CharField(max_length=200)


def step(request: type[serializers.Serializer]) -> Callable[[Any], Any]:
    """An operation on one programme that answers with its summary."""
    return extend_schema(
        request=request, responses={200: ProgramSummarySerializer, 409: ILLEGAL}, filters=False
    )


class StepsMixin:
    """The operations; the viewset brings `get_object`, which knows whose programmes they are."""

    access = {"activate": WRITERS, "hold": WRITERS, "resume": WRITERS, "stop": WRITERS}

    @step(WhySerializer)
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, pk: str) -> Response:
        """Send the draft, or the new version that is being written, to the runner."""
        return self.take(send_program, WhySerializer)

    @step(WhySerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        """Nothing is due from today on."""
        return self.take(hold_program, WhySerializer)

    @step(WhySerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Go on from today."""
        return self.take(resume_program, WhySerializer)

    @step(NeedsWhySerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """End it for good, from today on."""
        return self.take(stop_program, NeedsWhySerializer)

    def take(self, act: Callable[..., Any], sent: type[serializers.Serializer]) -> Response:
        """Do it, as the web does. Raises Conflict with the action's code when it cannot be done."""
        program: Program = self.get_object()  # type: ignore[attr-defined]
        request: Request = self.request  # type: ignore[attr-defined]
        body = sent(data=request.data)
        body.is_valid(raise_exception=True)
        why = body.validated_data.get("why", "")
        try:
            act(program=program, by=request.user, now=timezone.now(), why=why)
        except ValidationError as refusal:
            code = code_of(refusal)
            if code in ABOUT_WHAT_WAS_SENT:
                raise
            raise Conflict(" ".join(refusal.messages), code=code) from refusal
        fresh = Program.objects.visible_to(request.user).select_related("runner", "physio")
        return Response(summary(fresh.filter(pk=program.pk)[0]))


def code_of(refusal: ValidationError) -> str:
    """The code of the first rule that refused."""
    first = refusal.error_list[0] if hasattr(refusal, "error_list") else refusal
    return getattr(first, "code", None) or "illegal_state"
