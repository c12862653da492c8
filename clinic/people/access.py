"""Which roles a page is for. What a person may see inside it is decided by the scoped querysets."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from clinic.people.models import User

type View = Callable[..., HttpResponse]

STAFF = (User.Role.PHYSIO, User.Role.FRONT_DESK, User.Role.MANAGER)
DESK = (User.Role.FRONT_DESK, User.Role.MANAGER)


def for_roles(*roles: str) -> Callable[[View], View]:
    """Answer 403 to a signed-in person whose role is not named; strangers never get here."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.user.role not in roles:  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
