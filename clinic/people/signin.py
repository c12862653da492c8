"""Sign-in by a code sent by e-mail: allauth does the work, our outbox sends the mail."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from clinic.outbox.actions import queue_message
from clinic.people.models import User

CODE_LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
TEMPLATES = {
    "account/email/login_code": "people/email/login_code",
    "account/email/unknown_account": "people/email/unknown_account",
}


class CodeByMailAdapter(DefaultAccountAdapter):
    """Nobody signs up by themself; mail leaves through the outbox like every other message."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": "That is not the code. Copy it from the newest mail that we sent you",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The clinic puts people on file."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the code. An unknown address gets a mail too, so nobody learns who is a patient."""
        now = timezone.now()
        queue_message(
            key=f"sign-in:{uuid4()}",
            kind="sign-in",
            to=email,
            template=TEMPLATES[template_prefix],
            context={"code": context.get("code", "")},
            now=now,
            not_after=now + CODE_LASTS,
            is_secret=True,
        )


def display_name(user: User) -> str:
    """How allauth's messages call a person."""
    return user.name
