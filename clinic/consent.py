"""Letting another app in, and putting it out again: consent, tokens, and who is connected."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csp import csp_override
from oauth2_provider.views import (
    AuthorizationView,
    OAuthServerMetadataView,
    RevokeTokenView,
    TokenView,
)

from clinic.people.access import fingerprint, network_of
from clinic.people.actions import count_try
from clinic.people.clients import connected, disconnect, grantable, in_words
from clinic.people.models import ApiToken, Client, User
from clinic.people.throttles import told

GRANTS = ("authorization_code", "refresh_token", "client_credentials")
ASKED_A_MINUTE, MINUTE = 60, timedelta(minutes=1)
NOTHING_TO_GIVE = "This app asks for nothing that your account could give."


class ConsentView(AuthorizationView):
    """What an app asks for, in plain words. Nobody is let in without being asked, every time."""

    template_name = "people/consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question; an app cannot ask for its answer to be taken for granted."""
        asked = request.GET.copy()
        asked.pop("approval_prompt", None)
        request.GET = asked  # type: ignore[assignment]
        return super().get(request, *args, **kwargs)

    def validate_authorization_request(self, request: HttpRequest) -> tuple[list[str], Any]:
        """The scopes that the person can give, of those that were asked for."""
        scopes, credentials = super().validate_authorization_request(request)
        return grantable(request.user, scopes), credentials  # type: ignore[arg-type]

    def create_authorization_response(
        self, request: HttpRequest, scopes: str, credentials: Any, allow: bool
    ) -> Any:
        """The answer to the app; what came back in the form is narrowed again."""
        own = " ".join(grantable(request.user, scopes.split()))  # type: ignore[arg-type]
        return super().create_authorization_response(request, own, credentials, allow and own)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Only who built the form themselves comes here."""
        context = {"error": {"description": "Something is missing. Start again in the app."}}
        return self.render_to_response(context, status=422)

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """The page, which may send its form on to the app's own address and nowhere else."""
        user: User = self.request.user
        context["words"] = in_words(user, context.get("scopes", []))
        if not context["words"] and "error" not in context:
            context["error"], options = {"description": NOTHING_TO_GIVE}, {"status": 400}
        back = urlsplit(context.get("redirect_uri", ""))
        context["back"] = back.netloc if back.scheme == "https" else "this very device"
        answer = super().render_to_response(context, **options)
        answer["Cache-Control"] = "private, no-store"
        if "error" in context:
            return answer
        to = [*settings.SECURE_CSP["form-action"], f"{back.scheme}://{back.netloc}"]
        page = csp_override(settings.SECURE_CSP | {"form-action": to})(lambda _: answer)
        return page(self.request)


class TokensView(TokenView):
    """Codes, renewals and secrets become tokens: so many a minute from one network."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A token, or the error that the standard names (RFC 6749, 5.2)."""
        network = f"token:{fingerprint(network_of(request))}"
        tried = count_try(key=network, limit=ASKED_A_MINUTE, window=MINUTE, now=timezone.now())
        answer = self.refused(request, tried.wait)
        if answer is None:
            with transaction.atomic():
                answer = super().post(request, *args, **kwargs)
        for name, value in told("tokens", tried).items():
            answer[name] = value
        return answer

    def refused(self, request: HttpRequest, wait: timedelta | None) -> HttpResponse | None:
        """The refusal of one who asks too often, or in a way that is shut."""
        if wait:
            answer = JsonResponse({"error": "temporarily_unavailable"}, status=429)
            answer["Retry-After"] = str(int(wait.total_seconds()) + 1)
            return answer
        if request.POST.get("grant_type") not in GRANTS:
            return JsonResponse({"error": "unsupported_grant_type"}, status=400)
        return None


def connections(request: HttpRequest) -> HttpResponse:
    """The apps and tokens that act for somebody, each with a way to put it out."""
    user: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    if request.method == "POST":
        put_out(request, user)
        return redirect("connections")
    own = ApiToken.objects.filter(user=user).usable(now)
    context = {
        "apps": connected(user, now=now),
        "tokens": [(token, in_words(user, token.scopes)) for token in own.order_by("-created_at")],
    }
    return render(request, "people/connections.html", context)


def put_out(request: HttpRequest, user: User) -> None:
    """End what the form names. Raises a 404 for anything that is not the person's own."""
    now = timezone.now()
    if "token" in request.POST:
        own = ApiToken.objects.filter(user=user).usable(now)
        try:
            token = get_object_or_404(own, pk=request.POST["token"])
        except ValidationError as malformed:
            raise Http404 from malformed
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        messages.success(request, f"“{token.name}” does not work any more.")
        return
    named = request.POST.get("app", "")
    found = [one.client for one in connected(user, now=now) if str(one.client.pk) == named]
    if not found:
        raise Http404
    client: Client = found[0]
    disconnect(user=user, client=client, now=now)
    messages.success(request, f"{client.name} is put out. To let it in again, start in the app.")


urlpatterns = [
    path("authorize/", ConsentView.as_view(), name="authorize"),
    path("token/", TokensView.as_view(), name="token"),
    path("revoke/", RevokeTokenView.as_view(), name="revoke-token"),
]
metadata = OAuthServerMetadataView.as_view()
