"""What every api.py shares: who may call what, strict input, one error shape, tags."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import (
    DjangoFilterBackend,
    IsoDateTimeFilter,
    TypedChoiceFilter,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, permissions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

if TYPE_CHECKING:  # rest_framework.views loads this module while it is being loaded itself
    from rest_framework.views import APIView

PAGING = {"cursor", "page_size"}
MAY_BE_EMPTY = {"search"}
JSON_TYPES: tuple[tuple[type[serializers.Field], tuple[type, ...], str], ...] = (
    (serializers.BooleanField, (bool,), "Send true or false, without quotation marks."),
    (serializers.IntegerField, (int, float), "Send a whole number, without quotation marks."),
    (serializers.CharField, (str,), "Send text, in quotation marks."),
    (serializers.UUIDField, (str,), "Send an id, in quotation marks."),
)
TITLES = {
    400: "That request has a problem",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "That method is not possible here",
    406: "That format is not possible here",
    409: "That clashes with what is stored",
    410: "Start again",
    412: "That has changed since you read it",
    415: "Send JSON",
    422: "That key was used before",
    428: "Say what you are changing",
    429: "Too many requests",
    503: "Please try again in a moment",
}


class Conflict(exceptions.APIException):
    """409 with a code of its own; extra members are added to the problem document."""

    status_code: int = status.HTTP_409_CONFLICT
    default_detail = "That clashes with what is stored."
    default_code = "conflict"

    def __init__(self, detail: str, *, code: str, **members: Any) -> None:
        super().__init__(detail, code)
        self.members = members


@dataclass(frozen=True)
class Access:
    """Who may call one operation: a role in `roles` (None: anyone), a token with `scope`."""

    scope: str | None = None
    roles: tuple[str, ...] | None = None


class HasScope(permissions.BasePermission):
    """Deny by default: a view lists its operations in `access`; one without a line is shut.

    A token never gives more than its person has: role and scope must both allow.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether role and scope allow the operation; 401 rather than 403 for strangers.

        A method that the view does not have is 405 for everybody.
        """
        method = (request.method or "").lower()
        operation = getattr(view, "action", method)
        if operation is None or not hasattr(view, method):
            raise exceptions.MethodNotAllowed(method.upper())
        access: Access | None = getattr(view, "access", {}).get(operation)
        if access is None:
            return False
        if access.roles is None and access.scope is None:
            return True
        if not request.user.is_authenticated or request.user.role not in (access.roles or ()):
            return False
        return request.auth is None or access.scope in getattr(request.auth, "scopes", ())


class StrictFields:
    """Serializer mix-in: a field that we do not know is refused, never dropped in silence."""

    def to_internal_value(self, sent: Any) -> Any:
        """The validated input. Raises a 400 that names each unknown field."""
        if isinstance(sent, dict):
            known = {name for name, field in self.fields.items() if not field.read_only}  # type: ignore[attr-defined]
            if unknown := sorted(set(sent) - known):
                raise serializers.ValidationError(
                    dict.fromkeys(unknown, "There is no such field here. Take it out."),
                    code="unknown_field",
                )
            if wrong := self.of_wrong_type(sent):
                raise serializers.ValidationError(wrong, code="wrong_type")
        return super().to_internal_value(sent)  # type: ignore[misc]

    def of_wrong_type(self, sent: dict[str, Any]) -> dict[str, str]:
        """What to send instead, by field: the framework would take 0 for "0" and "yes" for true."""
        return {
            name: words
            for name, value in sent.items()
            for kind, types, words in JSON_TYPES
            if value is not None
            and isinstance(self.fields[name], kind)  # type: ignore[attr-defined]
            and type(value) not in types
        }


class MomentField(IsoDateTimeField):
    """ISO 8601 with an offset."""

    def clean(self, sent: Any) -> datetime | None:
        """In UTC: the database knows no offset of 16 hours or more, which ISO 8601 can write."""
        moment = super().clean(sent)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as nowhere:
            raise ValidationError("Send a moment of our calendar.") from nowhere


class MomentFilter(IsoDateTimeFilter):
    """A moment, ISO 8601 with an offset."""

    field_class = MomentField


@extend_schema_field(OpenApiTypes.BOOL)
class TruthFilter(TypedChoiceFilter):
    """`true` or `false`; the framework's own takes 2 for true, and anything else for no filter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        words = {"choices": [("true", "true"), ("false", "false")], "coerce": "true".__eq__}
        super().__init__(*args, **words | kwargs)


class StrictFilters(DjangoFilterBackend):
    """Filters a list, and refuses a query parameter that we do not know or that comes twice."""

    def filter_queryset(self, request: Request, queryset: Any, view: "APIView") -> Any:
        """The filtered list; a single row takes no parameters at all."""
        if getattr(view, "action", "list") != "list":
            refuse_unknown(request, set())
            return queryset
        filters = self.get_filterset_class(view, queryset)
        refuse_unknown(request, PAGING | set(filters.base_filters if filters else ()))
        # A form of many fields takes its time, and without a filter there is no need of it.
        if not set(request.query_params) - PAGING:
            return queryset
        return super().filter_queryset(request, queryset, view)


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Raise a 400 that names each query parameter that is unknown, empty or given twice."""
    errors: dict[str, Any] = {
        name: ["There is no such parameter here. Take it out."]
        for name in sorted(set(request.query_params) - known)
    }
    for name, values in request.query_params.lists():
        if name in known and len(values) > 1:
            errors[name] = ["Give this parameter once."]
        elif values == [""] and name in known - MAY_BE_EMPTY:
            errors[name] = ["Give this parameter a value, or take it out."]
    if errors:
        raise exceptions.ValidationError(errors, code="unknown_parameter")


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as application/problem+json (RFC 9457); None lets a crash be a crash."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, ValidationError):
        error = from_form_rules(error)
    if not isinstance(error, exceptions.APIException):
        return None
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(error.status_code, "Something went wrong"),
        "status": error.status_code,
        "detail": TITLES.get(error.status_code, ""),
        "code": error.default_code,
    }
    if isinstance(error, exceptions.ValidationError):
        fields = (
            error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        )
        body |= {"detail": "Mend the fields named in errors.", "errors": fields}
    else:
        body |= {"detail": str(error.detail), "code": str(error.get_codes())}
    body |= getattr(error, "members", {})
    headers = dict(getattr(error, "headers", {}))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(
        body, status=error.status_code, headers=headers, content_type="application/problem+json"
    )


def from_form_rules(error: ValidationError) -> exceptions.ValidationError:
    """An action's refusal as the API's: by field where it names fields."""
    if hasattr(error, "error_dict"):
        return exceptions.ValidationError(error.message_dict)
    return exceptions.ValidationError({"non_field_errors": error.messages})


def etag(*parts: object) -> str:
    """A strong entity tag over the parts that decide what an answer says."""
    return '"' + "-".join(str(part) for part in parts) + '"'


def not_modified(request: HttpRequest | Request, tag: str) -> bool:
    """Whether the client already holds the answer with this tag."""
    sent = request.headers.get("If-None-Match", "")
    return tag in {candidate.strip().removeprefix("W/") for candidate in sent.split(",")}


class PrivateByDefaultMiddleware:
    """What a signed-in person is shown is never kept by a shared or a browser cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add `no-store` to answers that did not choose a caching rule themselves."""
        response = self.get_response(request)
        # The header first: asking who it is would open the session for a picture.
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response
