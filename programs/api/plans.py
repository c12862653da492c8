"""Programmes for other clients: the list, and a whole programme in one answer."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.changes import Beside, ChangedSince, ChangePages
from clinic.people.models import Runner, Scope, User
from clinic.people.throttles import CHANGES
from clinic.rest import Access
from programs.api.steps import StepsMixin
from programs.api.tags import IF_NONE_MATCH, whole
from programs.api.writing import WritingMixin
from programs.models import Program
from programs.progress.plans import program_tree, summary
from programs.serializers.plans import ProgramSummarySerializer, ProgramTreeSerializer

READERS = Access(scope=Scope.PROGRAMS_READ, roles=(User.Role.RUNNER, User.Role.PHYSIO))


class ProgramFilter(django_filters.FilterSet):
    """What a list of programmes can be narrowed by."""

    status = django_filters.ChoiceFilter(choices=Program.Status.choices)
    runner = django_filters.UUIDFilter(field_name="runner_id", help_text="A runner's id.")
    # Whoever takes a runner over has never seen the programmes: the runner's row has changed.
    updated_since = ChangedSince(beside=[Beside(Runner, "pk", "runner_id")])

    class Meta:
        model = Program
        fields: list[str] = []


class ProgramViewSet(StepsMixin, WritingMixin, viewsets.GenericViewSet[Program]):
    """Programmes: a runner's own once they are sent, a physio's caseload."""

    access = StepsMixin.access | WritingMixin.access | {"list": READERS, "retrieve": READERS}
    rates = dict.fromkeys([*StepsMixin.access, *WritingMixin.access], CHANGES)
    queryset = Program.objects.none()
    serializer_class = ProgramSummarySerializer
    filterset_class = ProgramFilter
    pagination_class = ChangePages

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
        parameters=[IF_NONE_MATCH],
        filters=False,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """The whole programme: phases, sessions, prescriptions, and each drill once."""
        return whole(request, self.get_object(), program_tree)
