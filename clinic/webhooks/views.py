"""The pages of webhooks: one's own addresses, and what became of each event."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.people.models import User
from clinic.webhooks import actions
from clinic.webhooks.forms import EndpointForm
from clinic.webhooks.models import Delivery, Endpoint
from clinic.webhooks.signing import secret_of

SHOWN = 50


def index(request: HttpRequest) -> HttpResponse:
    """One's addresses, and a form for another one."""
    user = cast("User", request.user)
    form = EndpointForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register(user=user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("url" if not hasattr(refusal, "error_dict") else None, refusal)
        else:
            return shown(request, made, secret=secret_of(made))
    context = {"form": form, "endpoints": Endpoint.objects.of(user).filter(ended_at=None)}
    refused = request.method == "POST"
    return render(request, "webhooks/index.html", context, status=422 if refused else 200)


@require_safe
def detail(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """One address: what it was told in the last 30 days."""
    own = Endpoint.objects.of(cast("User", request.user))
    return shown(request, get_object_or_404(own, pk=endpoint_id))


def shown(request: HttpRequest, endpoint: Endpoint, *, secret: str = "") -> HttpResponse:
    """The page of an address; a secret is on it once, when it is made."""
    context = {
        "endpoint": endpoint,
        "secret": secret,
        "deliveries": endpoint.deliveries.all()[:SHOWN],
    }
    return render(request, "webhooks/endpoint.html", context)


@require_POST
def step(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Try it, give it a new secret, send an event again, or switch it off."""
    own = Endpoint.objects.of(cast("User", request.user)).filter(ended_at=None)
    endpoint = get_object_or_404(own, pk=endpoint_id)
    now, wish = timezone.now(), request.POST.get("do")
    if wish == "off":
        actions.switch_off(endpoint=endpoint, now=now)
        messages.success(request, f"{endpoint.url} is told nothing more.")
        return redirect("webhooks:index")
    if wish == "secret":
        try:
            actions.change_secret(endpoint=endpoint, now=now)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            return shown(request, endpoint, secret=secret_of(endpoint))
    elif wish == "again":
        again(request, endpoint)
    else:
        actions.send_trial(endpoint=endpoint, now=now)
        messages.success(request, "A trial is on its way. Open this page again in a moment.")
    return redirect("webhooks:endpoint", endpoint.pk)


def again(request: HttpRequest, endpoint: Endpoint) -> None:
    """Send the event that the form names once more; raises a 404 for one of another address."""
    try:
        delivery = get_object_or_404(endpoint.deliveries, pk=request.POST.get("delivery", ""))
    except ValidationError:
        delivery = get_object_or_404(Delivery.objects.none())
    if actions.send_again(delivery=delivery, now=timezone.now()):
        messages.success(request, "It is sent again, with the same id.")
    else:
        messages.info(request, "It is waiting to be sent anyway.")
