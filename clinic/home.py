"""The first page of each role, and what a runner asks: where programmes and visits meet."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.progress import visits_to_come
from clinic.people.access import for_roles
from clinic.people.actions import spend
from clinic.people.models import Runner, User
from clinic.site.views import welcome
from programs.actions.attention import ask_question
from programs.actions.mornings import morning_to_ask
from programs.forms.questions import QuestionForm
from programs.progress.first_page import first_page
from programs.progress.logs import last_strong_pain, latest_logs
from programs.progress.outcomes import due_of
from programs.progress.questions import answer_by, askable, thread
from programs.progress.runs import unplanned_on
from programs.progress.sessions import today_for

A_DAY = timedelta(days=1)
QUESTIONS_A_DAY = 20

FIRST_PAGES: dict[str, str] = {
    User.Role.PHYSIO: "programs:caseload",
    User.Role.FRONT_DESK: "bookings:inbox",
    User.Role.MANAGER: "ops",
}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A visitor's welcome, a runner's Today, or the list that a member of staff starts from."""
    if not request.user.is_authenticated:
        return welcome(request)
    if request.user.role == User.Role.RUNNER:
        return today(request)
    return redirect(FIRST_PAGES[request.user.role])


def today(request: HttpRequest) -> HttpResponse:
    """What a runner does today, how the week stands, and the next visit."""
    now = timezone.now()
    own = Runner.objects.visible_to(request.user).annotate(strong_pain_on=last_strong_pain())
    runner = own.select_related("physio").first()
    if runner is None:
        return render(request, "home/no_runner.html", status=404)
    today = today_for(runner=runner, now=now)
    is_to_stop = runner.strong_pain_on == today.on
    logs = latest_logs(runner, today.on)
    context = {
        "runner": runner,
        "today": today,
        "page": first_page(today, is_to_stop=is_to_stop),
        "runs": unplanned_on(logs, today.on),
        "outcomes": due_of(runner=runner, today=today.on),
        "visits": visits_to_come(runner=runner, now=now, most=1),
        "morning": morning_to_ask(runner=runner, now=now, logs=logs),
    }
    return render(request, "home/today.html", context)


@for_roles(User.Role.RUNNER)
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The first minutes on a new phone: the first set, the sound, the home screen."""
    runner = Runner.objects.visible_to(request.user).first()
    if runner is None:
        return render(request, "home/no_runner.html", status=404)
    today = today_for(runner=runner, now=timezone.now())
    cards = first_page(today).cards
    first = next((card for card in cards if card.is_start), None)
    return render(request, "home/begin.html", {"runner": runner, "today": today, "first": first})


@for_roles(User.Role.RUNNER)
def ask(request: HttpRequest) -> HttpResponse:
    """A runner's questions with their answers, and the next visit; `?about=` names a drill."""
    now = timezone.now()
    runner = Runner.objects.visible_to(request.user).select_related("physio").first()
    if runner is None:
        return render(request, "home/no_runner.html", status=404)
    about = (request.POST if request.method == "POST" else request.GET).get("about", "")
    drills = askable(runner=runner, also=about)
    if request.method != "POST":
        form = QuestionForm(drills=drills, initial={"about": about})
        return ask_page(request, runner, form, now=now)
    form = QuestionForm(request.POST, drills=drills)
    if not form.is_valid():
        return ask_page(request, runner, form, now=now, status=422)
    if spend(key=f"question:{runner.pk}", limit=QUESTIONS_A_DAY, window=A_DAY, now=now):
        form.add_error(None, "Ring us, or ask tomorrow: that is a lot of questions for one day.")
        return ask_page(request, runner, form, now=now, status=429)
    drill = form.drill
    ask_question(
        runner=runner,
        program=drill.program if drill else None,
        drill_name=drill.name if drill else "",
        text=form.cleaned_data["text"],
        question_id=form.cleaned_data["question_id"],
        now=now,
    )
    messages.success(
        request,
        "Sent. You get a message when there is an answer. In an emergency do not wait: call 000.",
    )
    return redirect("ask")


def ask_page(
    request: HttpRequest, runner: Runner, form: QuestionForm, *, now: datetime, status: int = 200
) -> HttpResponse:
    """The thread and the form; a refused form keeps what was typed."""
    context = {
        "runner": runner,
        "form": form,
        "questions": thread(user=request.user),
        "answer_by": answer_by(now.astimezone(runner.zone).date()),
        "visits": visits_to_come(runner=runner, now=now),
    }
    return render(request, "home/ask.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key did not match: cookies are off, or the page was open for too long."""
    return render(request, "403_csrf.html", status=403)
