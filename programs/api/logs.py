"""Due sessions, and logs of what was done, for the phone and for other clients."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, viewsets
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.changes import Beside, ChangedSince, ChangePages
from clinic.people.models import Runner, Scope, User
from clinic.rest import Access, Conflict, etag, not_modified, refuse_unknown
from programs.actions.logs import LogConflict, digest_of, log_drills, log_session
from programs.actions.mornings import answer_morning
from programs.models import Program, SessionLog
from programs.progress.sessions import occurrences
from programs.serializers.logs import (
    OccurrenceSerializer,
    OccurrencesSerializer,
    PeriodSerializer,
    SessionLogSerializer,
    kept,
)
from programs.serializers.mornings import MorningCheckSerializer

REVALIDATE = "private, no-cache"
READERS = Access(scope=Scope.LOGS_READ, roles=(User.Role.RUNNER, User.Role.PHYSIO))
WRITERS = Access(scope=Scope.LOGS_WRITE, roles=(User.Role.RUNNER,))
CONFLICT = OpenApiResponse(
    description="`log_conflict`: the id holds other content; `stored` and `sent` give both."
)


class SessionViewSet(viewsets.GenericViewSet[Any]):
    """A runner's sessions by day, with how each stands."""

    access = {"list": Access(scope=Scope.PROGRAMS_READ, roles=(User.Role.RUNNER,))}
    queryset = Program.objects.none()
    serializer_class = OccurrenceSerializer
    filter_backends: list[Any] = []
    pagination_class = None

    @extend_schema(parameters=[PeriodSerializer], responses={200: OccurrencesSerializer})
    def list(self, request: Request) -> Response:
        """At most 92 days a call; from today to six days on if not told otherwise."""
        refuse_unknown(request, {"from", "to"})
        runner = get_object_or_404(Runner.objects.visible_to(request.user))
        today = timezone.now().astimezone(runner.zone).date()
        period = PeriodSerializer(data=request.query_params, context={"today": today})
        period.is_valid(raise_exception=True)
        first, last = period.validated_data
        found = occurrences(
            programs=Program.objects.visible_to(request.user), first=first, last=last, today=today
        )
        sessions = OccurrenceSerializer(found, many=True).data
        body = {"next": None, "previous": None, "results": sessions}
        tag = etag(sha256(JSONRenderer().render(body)).hexdigest()[:32])
        headers = {"ETag": tag, "Cache-Control": REVALIDATE}
        if not_modified(request, tag):
            return Response(status=304, headers=headers)
        return Response(body, headers=headers)


class LogFilter(django_filters.FilterSet):
    """What a list of logs can be narrowed by."""

    program = django_filters.UUIDFilter(field_name="program_id", help_text="A programme's id.")
    # As with programmes: whoever takes a runner over has seen none of their logs.
    updated_since = ChangedSince(beside=[Beside(Runner, "pk", "runner_id")])

    class Meta:
        model = SessionLog
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """With `from` and `to`, which are added here because `from` is a word of the language."""
        days = {
            "from": django_filters.DateFilter(
                field_name="occurred_on", lookup_expr="gte", help_text="First day, included."
            ),
            "to": django_filters.DateFilter(
                field_name="occurred_on", lookup_expr="lte", help_text="Last day, included."
            ),
        }
        return super().get_filters() | days


class LogPages(ChangePages):
    """Logs as they reached us, latest first."""

    ordering = ("-received_at", "id")


class SessionLogViewSet(viewsets.GenericViewSet[SessionLog]):
    """What runners did. Each log is put under an id that the client made, as often as it likes."""

    access = {
        "list": READERS,
        "retrieve": READERS,
        "update": WRITERS,
        "next_morning": WRITERS,
    }
    queryset = SessionLog.objects.none()
    serializer_class = SessionLogSerializer
    filterset_class = LogFilter
    pagination_class = LogPages
    revision: int | None = None

    def get_queryset(self) -> QuerySet[SessionLog]:
        """A runner's own logs, a physio's caseload's."""
        own = SessionLog.objects.visible_to(self.request.user).select_related("runner")
        return own.prefetch_related(log_drills())

    def list(self, request: Request) -> Response:
        """Logs with their drills, latest received first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(filters=False)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One log; its ETag is the revision that a correction has to name."""
        log = self.get_object()
        self.revision = log.revision
        if not_modified(request, etag(log.revision)):
            return Response(status=304)
        return Response(self.get_serializer(log).data)

    @extend_schema(
        filters=False,
        parameters=[
            OpenApiParameter(
                "If-Match",
                location=OpenApiParameter.HEADER,
                description='The revision that you correct, such as `"1"`.',
            )
        ],
        responses={200: SessionLogSerializer, 201: SessionLogSerializer, 409: CONFLICT},
    )
    def update(self, request: Request, pk: str) -> Response:
        """Keep a log: 201 the first time, 200 for a repeat, and for a correction with If-Match.

        `revision` and `digest` name what was sent; ETag names the revision that stands now.
        """
        log_id, based_on = named_log(pk), named_revision(request)
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        entry = serializer.validated_data
        try:
            logged = log_session(
                log_id=log_id,
                runner=entry.program.runner if entry.program else own_runner(request),
                entry=entry,
                based_on=based_on,
                now=timezone.now(),
            )
        except SessionLog.DoesNotExist as missing:
            raise Http404 from missing
        except LogConflict as conflict:
            raise self.conflict(conflict) from conflict
        self.revision = logged.log.revision
        status = 201 if logged.outcome == "created" else 200
        named = {"revision": logged.revision, "digest": digest_of(logged.content)}
        return Response(kept(logged.log, logged.content) | named, status=status)

    @extend_schema(
        filters=False, request=MorningCheckSerializer, responses={200: MorningCheckSerializer}
    )
    @action(detail=True, methods=["put"], url_path="next-morning")
    def next_morning(self, request: Request, pk: str) -> Response:
        """How the morning after the session was; a new answer takes the place of the old one."""
        log = self.get_object()
        serializer = MorningCheckSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        check = answer_morning(
            log=log, runner=log.runner, now=timezone.now(), **serializer.validated_data
        )
        return Response(MorningCheckSerializer(check).data)

    def conflict(self, conflict: LogConflict) -> Conflict:
        """Both versions, so that the client loses neither."""
        log = conflict.current
        self.revision = log.revision
        known = {"id": str(log.pk), "revision": log.revision, "digest": log.digest}
        return Conflict(
            "This id holds a log with other content. To correct it, send If-Match with its "
            "revision; to log another session, make a new id.",
            code="log_conflict",
            stored=known | conflict.stored,
            sent=conflict.sent,
        )

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        """Name the stored revision on every answer about one log, a refusal too."""
        response = super().finalize_response(*args, **kwargs)
        if self.revision is not None:
            response["ETag"] = etag(self.revision)
            response["Cache-Control"] = REVALIDATE
        return response


def own_runner(request: Request) -> Runner:
    """The runner that the caller is; raises a 404 for somebody who is none."""
    return get_object_or_404(Runner.objects.visible_to(request.user))


def named_log(pk: str) -> UUID:
    """The id in the address; raises a 404 for anything that is none."""
    try:
        return UUID(pk)
    except ValueError as malformed:
        raise Http404 from malformed


def named_revision(request: Request) -> int | None:
    """The revision in If-Match; None without the header. Raises a 400 for anything else."""
    sent = request.headers.get("If-Match")
    if sent is None:
        return None
    number = sent.strip().removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise exceptions.ValidationError(
            {"If-Match": 'Name one revision in quotation marks, such as "1".'}
        )
    return int(number)
