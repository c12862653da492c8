"""Signing in and out, by a code in a mail or on the physio's screen; and a runner's settings."""

from datetime import timedelta
from uuid import UUID

import segno
from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from clinic.people.access import fingerprint, for_roles, network_of, runner_of_stop
from clinic.people.actions import (
    change_settings,
    choose_reminders,
    make_phone_code,
    revoke_phone_codes,
    spend,
    use_phone_code,
)
from clinic.people.forms import PhoneCodeForm, SettingsForm, settings_of
from clinic.people.models import PhoneCode, Runner, User

TRIES, TRIES_WINDOW = 10, timedelta(minutes=10)
CODES_AN_HOUR = 20


class RequestCode(allauth_views.RequestLoginCodeView):
    """Asks for the address that the code is sent to."""

    template_name = "people/sign_in.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        """The form again, with what was typed."""
        return unprocessable(super().form_invalid(form))


class ConfirmCode(allauth_views.ConfirmLoginCodeView):
    """Asks for the code."""

    template_name = "people/sign_in_code.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        """The form again, or after too many tries a redirect to the start."""
        return unprocessable(super().form_invalid(form))


def unprocessable(answer: HttpResponse) -> HttpResponse:
    """A refused form answers 422, as everywhere."""
    if answer.status_code == 200:
        answer.status_code = 422
    return answer


request_code = login_not_required(RequestCode.as_view())
confirm_code = login_not_required(ConfirmCode.as_view())
# Also for those who are half-way in: leaving the code page is signing out of that half.
sign_out = login_not_required(
    allauth_views.LogoutView.as_view(template_name="people/sign_out.html")
)
inactive = login_not_required(
    allauth_views.AccountInactiveView.as_view(template_name="people/inactive.html")
)


@for_roles(User.Role.PHYSIO)
def phone_code(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """A picture that signs a runner in on their own phone. It is shown once and kept by nobody."""
    treated = Runner.objects.treated_by(request.user).select_related("user")
    runner = get_object_or_404(treated, pk=runner_id)
    now = timezone.now()
    if request.method != "POST":
        return code_page(request, runner)
    if request.POST.get("do") == "revoke":
        if revoke_phone_codes(runner=runner, now=now):
            messages.success(request, "The code does not work any more.")
        return redirect("phone_code", runner.pk)
    hour = timedelta(hours=1)
    if spend(key=f"phone-code:{runner.pk}", limit=CODES_AN_HOUR, window=hour, now=now):
        refused = "That is a lot of codes. Wait for an hour."
        return code_page(request, runner, refused=refused, status=429)
    try:
        code, secret = make_phone_code(runner=runner, by=request.user, now=now)  # type: ignore[arg-type]
    except ValidationError as refusal:
        return code_page(request, runner, refused=refusal.messages[0], status=422)
    return code_page(request, runner, code=code, secret=secret)


def code_page(
    request: HttpRequest,
    runner: Runner,
    *,
    code: PhoneCode | None = None,
    secret: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The physio's page: the picture if there is a new code, else how the last one went."""
    context = {
        "runner": runner,
        "code": code or runner.phone_codes.first(),
        "secret": "-".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": picture_of(secret) if secret else "",
        "refused": refused,
        "now": timezone.now(),
    }
    return render(request, "people/phone_code.html", context, status=status)


def picture_of(secret: str) -> SafeString:
    """The QR code, as SVG. The secret stands behind the #, which no browser sends to a server."""
    address = f"{settings.BASE_URL}{reverse('start')}#{secret}"
    drawn = segno.make(address, error="m")
    return SafeString(drawn.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr"))


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Where the picture leads: the code signs in on this phone, once."""
    form = PhoneCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "people/start.html", {"form": form}, status=status)
    now = timezone.now()
    network = f"start:{fingerprint(network_of(request))}"
    if spend(key=network, limit=TRIES, window=TRIES_WINDOW, now=now):
        form.add_error("code", "Wait for ten minutes: there were too many tries from here")
        return render(request, "people/start.html", {"form": form}, status=429)
    user = use_phone_code(secret=form.cleaned_data["code"], now=now)
    if user is None:
        form.add_error("code", "Ask your physio for a new code: this one does not work any more")
        return render(request, "people/start.html", {"form": form}, status=422)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("begin")


@for_roles(User.Role.RUNNER)
def own_settings(request: HttpRequest) -> HttpResponse:
    """Reminders, cues, looks, what is on this phone, and signing out."""
    user: User = request.user  # type: ignore[assignment]
    runner = get_object_or_404(Runner.objects.visible_to(user))
    typed = request.POST if request.method == "POST" else None
    form = SettingsForm(typed, stored=settings_of(runner, user))
    if form.is_valid():
        now = timezone.now()
        change_settings(runner=runner, by=user, changes=form.cleaned_data, now=now)
        messages.success(request, "Saved.")
        return redirect("settings")
    context = {"form": form, "runner": runner}
    return render(request, "people/settings.html", context, status=422 if form.is_bound else 200)


@login_not_required
@csrf_exempt
@never_cache
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """End reminders of sessions by the link in one, without signing in; or start them again.

    The link is the proof, so mail programs may press the button for somebody (RFC 8058). Opening
    it changes nothing: programs that look at links must not stop anything.
    """
    runner = runner_of_stop(token)
    if runner is None:
        raise Http404
    if request.method == "POST":
        wants = request.POST.get("do") == "start"
        choose_reminders(runner=runner, wants=wants, now=timezone.now())
        return redirect("stop_reminders", token)
    return render(request, "people/stop_reminders.html", {"runner": runner})


@for_roles(User.Role.RUNNER)
@require_safe
def cues(request: HttpRequest) -> JsonResponse:
    """What the player may do: speak, sound and buzz."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    return JsonResponse(
        {"voice": runner.cue_voice, "tones": runner.cue_tones, "buzz": runner.cue_buzz}
    )
