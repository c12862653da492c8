"""`me/`: who the client acts for."""

from typing import Any, cast

from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.people.models import Scope, User
from clinic.rest import Access, refuse_unknown


class MeSerializer(serializers.ModelSerializer[User]):
    """The signed-in person."""

    time_zone = serializers.SerializerMethodField(help_text="IANA zone of the person's reminders.")

    class Meta:
        model = User
        fields = ["id", "name", "email", "role", "time_zone"]

    def get_time_zone(self, user: User) -> str:
        """A runner's own zone, else the clinic's."""
        runner = getattr(user, "runner", None)
        return runner.time_zone if runner else timezone.get_default_timezone_name()


class NowhereView(APIView):
    """Any address under the API that is none: the same problem document as for a missing row."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method and whoever asks, there is nothing here."""
        raise exceptions.NotFound


class MeView(APIView):
    """Who am I?"""

    access = {"get": Access(scope=Scope.PROFILE_READ, roles=tuple(User.Role.values))}
    serializer_class = MeSerializer

    def get(self, request: Request) -> Response:
        """The person behind the token or the session."""
        refuse_unknown(request, set())
        return Response(MeSerializer(cast("User", request.user)).data)
