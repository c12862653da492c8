"""Programmes for other clients: the list, and a whole programme in one answer."""

from hashlib import sha256

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.people.models import Scope, User
from clinic.rest import Access, etag, not_modified
from programs.api.steps import StepsMixin
from programs.models import Program
from programs.progress.plans import figures_of, program_tree, summary
from programs.serializers.plans import ProgramSummarySerializer, ProgramTreeSerializer

# Part of every entity tag. Raise it when an answer changes shape, so that no client keeps the old.
SHAPE = 2
READERS = Access(scope=Scope.PROGRAMS_READ, roles=(User.Role.RUNNER, User.Role.PHYSIO))


class ProgramFilter(django_filters.FilterSet):
    """What a list of programmes can be narrowed by."""

    status = django_filters.ChoiceFilter(choices=Program.Status)
    runner = django_filters.UUIDFilter(field_name="runner_id", help_text="A runner's id.")
    updated_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", help_text="ISO 8601 with offset, included."
    )

    class Meta:
        model = Program
        fields: list[str] = []


class ProgramViewSet(StepsMixin, viewsets.GenericViewSet[Program]):
    """Programmes: a runner's own once they are sent, a physio's caseload."""

    access = StepsMixin.access | {"list": READERS, "retrieve": READERS}
    queryset = Program.objects.none()
    serializer_class = ProgramSummarySerializer
    filterset_class = ProgramFilter

    def get_queryset(self) -> QuerySet[Program]:
        """Whatever the person behind the request may read."""
        return Program.objects.visible_to(self.request.user).select_related("runner", "physio")

    def list(self, request: Request) -> Response:
        """Programmes without their trees, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([summary(program) for program in page or []])

    @extend_schema(
        responses={
            200: ProgramTreeSerializer,
            304: OpenApiResponse(description="You hold it already; no body."),
        },
        parameters=[
            OpenApiParameter(
                "If-None-Match",
                location=OpenApiParameter.HEADER,
                description="The ETag that you hold: an unchanged programme is 304, no body.",
            )
        ],
        filters=False,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """The whole programme: phases, sessions, prescriptions, and each drill once."""
        program = self.get_object()
        changed = int(program.updated_at.timestamp() * 1_000_000)
        drawn = sha256(repr(figures_of(program).version()).encode()).hexdigest()[:16]
        tag = etag(program.pk, program.version, changed, SHAPE, drawn)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if not_modified(request, tag):
            return Response(status=304, headers=headers)
        return Response(program_tree(program), headers=headers)
