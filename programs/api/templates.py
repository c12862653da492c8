"""Programme templates for other clients of physios."""

from hashlib import sha256

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.people.models import Scope, User
from clinic.rest import Access, etag, not_modified
from programs.models import ProgramTemplate
from programs.progress.plans import figures_of, template_summary, template_tree
from programs.serializers.plans import TemplateSummarySerializer, TemplateTreeSerializer

# Part of every entity tag. Raise it when an answer changes shape, so that no client keeps the old.
SHAPE = 1
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
        parameters=[
            OpenApiParameter(
                "If-None-Match",
                location=OpenApiParameter.HEADER,
                description="The ETag that you hold: an unchanged template is 304, no body.",
            )
        ],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """The whole template: phases, sessions, prescriptions, and each drill once."""
        template = self.get_object()
        changed = int(template.updated_at.timestamp() * 1_000_000)
        drawn = sha256(repr(figures_of(template).version()).encode()).hexdigest()[:16]
        tag = etag(template.pk, template.version, changed, SHAPE, drawn)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if not_modified(request, tag):
            return Response(status=304, headers=headers)
        return Response(template_tree(template), headers=headers)
