"""Moving a session to another day, for the phone and for other clients."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.people.models import Scope, User
from clinic.rest import Access, Conflict
from programs.actions.moves import MoveConflict, move_session, take_back_move
from programs.api.logs import named_log
from programs.models import Move
from programs.progress.logs import find_loggable
from programs.serializers.moves import MoveSerializer

WRITERS = Access(scope=Scope.LOGS_WRITE, roles=(User.Role.RUNNER,))
CLASH = OpenApiResponse(
    description="`move_conflict`: the id holds another move; `not_movable`: it is logged, past, "
    "free to be done on any day, or no day is left."
)


class MoveViewSet(viewsets.GenericViewSet[Move]):
    """A runner's own sessions on other days. Each move is put under an id that the client made."""

    access = {"update": WRITERS, "destroy": WRITERS}
    queryset = Move.objects.none()
    serializer_class = MoveSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Move]:
        """The runner's own."""
        own = Move.objects.visible_to(self.request.user)
        return own.select_related("program", "instead_of")

    @extend_schema(filters=False, responses={200: MoveSerializer, 201: MoveSerializer, 409: CLASH})
    def update(self, request: Request, pk: str) -> Response:
        """Move a session: 201 the first time, 200 for a repeat, or where it went back by it."""
        move_id = named_log(pk)
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        words = serializer.validated_data
        found = find_loggable(user=request.user, session_id=words["session"])
        if found is None or found.session is None or found.program is None:
            raise ValidationError({"session": "There is no such session of yours."})
        try:
            move, is_new = move_session(
                session=found.session, program=found.program, from_on=words["from_on"],
                to_on=words["to_on"], by=found.runner.user, now=timezone.now(), move_id=move_id,
            )  # fmt: skip
        except MoveConflict as clash:
            raise self.clash(clash) from clash
        except ValidationError as refusal:
            raise self.refused(refusal) from refusal
        return Response(self.get_serializer(move).data, status=201 if is_new else 200)

    @extend_schema(filters=False, responses={204: None, 409: CLASH})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take it back; the session is where it was before. A repeat changes nothing."""
        try:
            take_back_move(move=self.get_object(), now=timezone.now())
        except ValidationError as refusal:
            raise self.refused(refusal) from refusal
        return Response(status=204)

    def clash(self, clash: MoveConflict) -> Exception:
        """The move that the id holds; somebody else's is not there."""
        if not self.get_queryset().filter(pk=clash.stored.pk).exists():
            return Http404()
        stored: dict[str, Any] = dict(self.get_serializer(clash.stored).data)
        words = "This id holds another move. Make a new id for this one."
        return Conflict(words, code="move_conflict", stored=stored)

    def refused(self, refusal: ValidationError) -> Exception:
        """What cannot be moved is a clash; a day that is none of the choices is a bad field."""
        if getattr(refusal, "code", "") == "not_movable":
            return Conflict(refusal.messages[0], code="not_movable")
        return refusal
