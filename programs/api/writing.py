"""Programmes written by other clients of physios: a draft, and the next version of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.people.models import Scope, User
from clinic.rest import Access, Conflict
from programs.actions.plans import create_program_from_template
from programs.actions.trees import (
    PlanMovedOn,
    change_program,
    create_program_from_tree,
    stamp_of,
)
from programs.api.steps import code_of
from programs.api.tags import IF_MATCH, PreconditionFailed, headers_of, seen_in, tag_of
from programs.models import Plan, Program
from programs.progress.plans import as_if_in_force, drills_of, program_tree
from programs.serializers.plans import ProgramTreeSerializer
from programs.serializers.trees import ProgramChangesSerializer, ProgramSentSerializer

WRITERS = Access(scope=Scope.PROGRAMS_WRITE, roles=(User.Role.PHYSIO,))


class WritingMixin:
    """The operations; the viewset brings `get_object`, which knows whose programmes they are."""

    access = {"create": WRITERS, "partial_update": WRITERS}

    @extend_schema(
        request=ProgramSentSerializer, responses={201: ProgramTreeSerializer}, filters=False
    )
    def create(self, request: Request) -> Response:
        """Write a draft for a runner on the caseload, from a template or from phases."""
        now = timezone.now()
        body = ProgramSentSerializer(
            data=request.data, context={"request": request, "today": timezone.localdate(now)}
        )
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = body.validated_data
        sent |= {"physio": sent["runner"].physio, "by": request.user, "now": now}
        if "template" in sent:
            defaults = {"title": "", "weeks": sent["template"].weeks, "weekdays": []}
            program = create_program_from_template(**defaults | sent)
        else:
            program = create_program_from_tree(**{"note": "", "ends_on": None} | sent)
        return self.written(program, program.plan, status=201)

    @extend_schema(
        request=ProgramChangesSerializer,
        parameters=[IF_MATCH],
        responses={
            200: ProgramTreeSerializer,
            409: OpenApiResponse(description="`illegal_state`: the programme is over."),
            412: OpenApiResponse(description="`moved_on`: it has changed; `current` is what is."),
            428: OpenApiResponse(description="`if_match_required`: send If-Match."),
        },
        filters=False,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write the next version, or change the draft. Nothing is sent: that is `activate`."""
        program: Program = self.get_object()  # type: ignore[attr-defined]
        seen = seen_in(request, program)
        now = timezone.now()
        body = ProgramChangesSerializer(
            data=request.data, context={"today": timezone.localdate(now)}
        )
        body.is_valid(raise_exception=True)
        try:
            plan = change_program(
                program=program, changes=body.validated_data, seen=seen, by=request.user, now=now
            )
        except PlanMovedOn as moved:
            raise PreconditionFailed(self.written(program, moved.plan)) from moved
        except ValidationError as refusal:
            if hasattr(refusal, "error_dict") or code_of(refusal) != "illegal_state":
                raise
            raise Conflict(" ".join(refusal.messages), code=code_of(refusal)) from refusal
        return self.written(program, plan)

    def written(self, program: Program, plan: Plan, status: int = 200) -> Response:
        """A version as it stands now, with the tag that the next change of it has to name."""
        own = Program.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
        fresh = own.select_related("runner", "physio").get(pk=program.pk)
        stamp = stamp_of(fresh, None if plan.sealed_at else plan)
        shown = as_if_in_force(fresh, plan)
        drills = drills_of(shown)
        headers = headers_of(tag_of(shown, stamp, drills))
        return Response(program_tree(shown, drills), status=status, headers=headers)
