"""The demo's own pages: sign in as anybody with one click, and read what was sent.

They are mounted only with DEMO=1, which the settings refuse on a public host.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from clinic.outbox.wording.texts import Length, length_of
from clinic.people.models import User

NEWEST = 100


@dataclass(frozen=True)
class Letter:
    """One message of the demo's mailbox; a text has a length, and its words are its subject."""

    name: str
    to: str
    subject: str
    body: str
    attached: list[str]
    at: datetime
    length: Length | None = None
    is_notice: bool = False


@login_not_required
def people(request: HttpRequest) -> HttpResponse:
    """Who lives in the demo clinic, each with a button that signs in as them."""
    everybody = User.objects.filter(email__endswith="@demo.example", is_active=True)
    roles = User.Role.values
    ordered = sorted(everybody, key=lambda user: (roles.index(user.role), user.name))
    return render(request, "demo/people.html", {"people": ordered})


@login_not_required
@require_POST
def sign_in(request: HttpRequest, user_id: str) -> HttpResponse:
    """Become that demo person and go to their first page."""
    user = get_object_or_404(User, pk=user_id, email__endswith="@demo.example")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


@login_not_required
def mail(request: HttpRequest) -> HttpResponse:
    """Every message that left, newest first."""
    return render(request, "demo/mail.html", {"letters": letters()[:NEWEST]})


@login_not_required
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One message in full."""
    for found in letters():
        if found.name == name:
            return render(request, "demo/letter.html", {"letter": found})
    raise Http404


def letters() -> list[Letter]:
    """Mail and texts, newest first; empty before the first message."""
    if not settings.MAILBOX_FOLDER:
        return []
    folder = Path(settings.MAILBOX_FOLDER)
    found = [(file.stat().st_mtime, read(file)) for file in folder.glob("*.eml")]
    found += [(text.at.timestamp(), text) for text in texts(folder / "texts.jsonl")]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def texts(ledger: Path) -> list[Letter]:
    """What the pretending provider wrote down, a line of JSON a text or notification."""
    lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    return [on_a_phone(json.loads(line)) for line in lines]


def on_a_phone(line: dict[str, Any]) -> Letter:
    """A text, or a notification: of that, what stands on the locked phone."""
    is_notice = line["way"] == "push"
    words = json.loads(line["text"])["body"] if is_notice else line["text"]
    return Letter(
        name=line["reference"],
        to=line["to"],
        subject=words,
        body=words,
        attached=[],
        at=datetime.fromtimestamp(line["at"], UTC),
        length=None if is_notice else length_of(words),
        is_notice=is_notice,
    )


def read(file: Path) -> Letter:
    """Parse one stored message: its words, and the names of what came with it."""
    content = message_from_bytes(file.read_bytes(), policy=policy.default)
    words = content.get_body(preferencelist=("plain",))
    return Letter(
        name=file.stem,
        to=str(content["To"]),
        subject=str(content["Subject"]),
        body=words.get_content() if words else "",
        attached=[part.get_filename() or "" for part in content.iter_attachments()],
        at=content["Date"].datetime,
    )


urlpatterns = [
    path("", people, name="people"),
    path("sign-in/<uuid:user_id>/", sign_in, name="sign_in"),
    path("mail/", mail, name="mail"),
    path("mail/<str:name>/", letter, name="letter"),
]
