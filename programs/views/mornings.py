"""A runner answers how the morning after a session is."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.mornings import answer_morning
from programs.forms.mornings import MorningForm
from programs.models import SessionLog


@for_roles(User.Role.RUNNER)
def morning(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Worse or not, and if it is worse, how much and where."""
    own = SessionLog.objects.visible_to(request.user).select_related(
        "runner", "session", "next_morning"
    )
    log = get_object_or_404(own, pk=log_id)
    form = MorningForm(
        request.POST if request.method == "POST" else None,
        initial={"worse": request.GET.get("worse")},
    )
    if form.is_valid():
        is_worse = form.cleaned_data["worse"] == "yes"
        try:
            answer_morning(
                log=log,
                runner=log.runner,
                is_worse=is_worse,
                pain=form.cleaned_data["pain"],
                where=form.cleaned_data["where"],
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, answer_in_words(is_worse=is_worse))
            return redirect("home")
    status = 422 if form.is_bound else 200
    return render(request, "programs/morning.html", {"form": form, "log": log}, status=status)


def answer_in_words(*, is_worse: bool) -> str:
    """What happens with the answer; it promises nothing that nobody has read yet."""
    if is_worse:
        return (
            "Saved. Take it easy today. Your physio will see this, though maybe not today. "
            "Ring us if it worries you."
        )
    return "Saved. Carry on as planned."
