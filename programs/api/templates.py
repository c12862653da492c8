"""Programme templates for other clients of physios."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.people.models import Scope, User
from clinic.rest import Access
from programs.api.tags import IF_NONE_MATCH, whole
from programs.models import ProgramTemplate
from programs.progress.plans import template_summary, template_tree
from programs.serializers.plans import TemplateSummarySerializer, TemplateTreeSerializer

PHYSIOS = Access(scope=Scope.PROGRAMS_READ, roles=(User.Role.PHYSIO,))


class ProgramTemplateViewSet(viewsets.GenericViewSet[ProgramTemplate]):
    """The clinic's templates, shipped and own."""

    access = {"list": PHYSIOS, "retrieve": PHYSIOS}
    queryset = ProgramTemplate.objects.none()
    serializer_class = TemplateSummarySerializer

    def get_queryset(self) -> QuerySet[ProgramTemplate]:
        """Whatever the person behind the request may read."""
        return ProgramTemplate.objects.visible_to(self.request.user)

    def list(self, request: Request) -> Response:
        """Templates without their trees, in the order of the clinic's list."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([template_summary(one) for one in page or []])

    @extend_schema(
        responses={
            200: TemplateTreeSerializer,
            304: OpenApiResponse(description="You hold it already; no body."),
        },
        parameters=[IF_NONE_MATCH],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """The whole template: phases, sessions, prescriptions, and each drill once."""
        return whole(request, self.get_object(), template_tree)
