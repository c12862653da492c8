"""The player: one session led through, with a plain list for a browser without script."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from clinic.rest import etag, not_modified
from programs.actions.logs import content_of_log, log_drills
from programs.actions.mornings import morning_to_ask
from programs.forms.runs import form_for
from programs.models import SessionLog
from programs.progress.logs import log_on
from programs.progress.player import Sheet, pack_for, page_sheet, pictures_of, whole
from programs.views.logs import first_of, loggable

WORKER = Path(settings.BASE_DIR, "static", "js", "player", "worker.js")
# What a phone keeps so that the player opens without signal. None of it is about a person.
SHELL_FILES = (
    "css/steady.css",
    "css/app.css",
    "css/pages/player.css",
    "fonts/atkinson-400.woff2",
    "fonts/atkinson-700.woff2",
    "fonts/digits-700.woff2",
    "img/favicon.svg",
    "js/player.js",
    "js/player/start.js",
    "js/player/beat.js",
)


@for_roles(User.Role.RUNNER)
@require_safe
@gzip_page
def play(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """One session of today, drill by drill; without script the list and one button."""
    found = loggable(request, session_id)
    if found.session is None or found.is_run:
        return redirect("programs:log", session_id)
    moment = timezone.now().astimezone(found.runner.zone)
    if known := log_on(session=found.session, day=moment.date()):
        return redirect("programs:log_change", known.pk)
    form = form_for(found, initial=first_of(moment))
    session = whole(found.session)
    context = {
        "session": session,
        "lines": session.prescriptions.all(),
        "plain": form,
        "on": moment.date(),
        "sheet": page_sheet(runner=found.runner, session=session, today=moment.date()),
    }
    return render(request, "programs/play.html", context)


@for_roles(User.Role.RUNNER)
@require_safe
@gzip_page
def pack(request: HttpRequest) -> HttpResponse:
    """The next 14 days in one answer, for the phone to keep; 304 while nothing has changed."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    now = timezone.now()
    kept = pack_for(runner=runner, now=now)
    asked = morning_to_ask(runner=runner, now=now)
    logged = [one["log"] for one in kept["days"] if one["log"]]
    logs = SessionLog.objects.visible_to(request.user).filter(pk__in=logged)
    kept |= {
        "theme": request.user.theme,  # type: ignore[union-attr]
        "logs": {str(log.pk): log_sheet(log) for log in logs.prefetch_related(log_drills())},
        "morning": {"log": str(asked.pk), "name": asked.name} if asked else None,
    }
    body = json.dumps(kept, separators=(",", ":"), sort_keys=True)
    tag = etag(sha256(body.encode()).hexdigest()[:32])
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if not_modified(request, tag):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


@for_roles(User.Role.RUNNER)
@require_safe
@gzip_page
def pictures(request: HttpRequest) -> HttpResponse:
    """Every picture of those days in one answer, by its address: a phone asks when most are new."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    kept = pack_for(runner=runner, now=timezone.now())
    answer = JsonResponse(pictures_of(kept, user=request.user))
    answer["Cache-Control"] = "private, no-store"
    return answer


def log_sheet(log: SessionLog) -> Sheet:
    """What a phone needs to put a log right: its content, and the revision that it is."""
    return {"revision": log.revision, "content": content_of_log(log)}


@for_roles(User.Role.RUNNER)
@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the key that a form of theirs carries: asked for before sending."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    answer = JsonResponse({"runner": str(runner.pk), "csrf": get_token(request)})
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The player without a session, the same for everybody: a phone keeps it and fills it in."""
    return render(request, "programs/play_shell.html")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the files that it keeps; another list makes it another worker."""
    about: dict[str, Any] = {
        "files": [static(name) for name in SHELL_FILES],
        "shell": reverse("programs:shell"),
        "offline": reverse("site:offline"),
        "figures": reverse("drills:figure_file", args=["0" * 64]).partition("0")[0],
        "signOut": reverse("account_logout"),
        "moved": reverse("phone_moved"),
        "icon": static("img/icon-192.png"),
    }
    source = WORKER.read_text(encoding="utf-8")
    text = json.dumps(about, indent=1)
    version = sha256(f"{text}{source}".encode()).hexdigest()[:12]
    script = f"const VERSION = {json.dumps(version)};\nconst ABOUT = {text};\n{source}"
    return HttpResponse(
        script, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )
