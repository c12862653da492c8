"""E-mail, through the Django backend that MAIL_URL names: SMTP, an anymail service, a folder."""

from collections.abc import Sequence
from datetime import timedelta
from email.message import MIMEPart
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from anymail.exceptions import AnymailAPIError, AnymailError
from django.conf import settings
from django.core.mail import EmailMessage, mailers

from clinic.outbox.models import Message
from clinic.outbox.providers.base import Outcome, Refused, Repeats, Sent, Silent
from clinic.outbox.providers.base import UnreachableError as Unreachable
from clinic.outbox.providers.web import judge


class Mail:
    """One message a call; its Message-ID is ours, so that a repeat can be told from a new one."""

    channel = Message.Channel.EMAIL
    at_once = 1
    remembers_for = timedelta(days=3)
    settles_within = timedelta(0)

    def __init__(self, name: str, repeats: Repeats) -> None:
        self.name, self.repeats = name, repeats
        self.backend = mailers.default

    def open(self) -> None:
        """Reach the mail server."""
        try:
            self.backend.open()
        except (SMTPException, OSError) as trouble:
            raise Unreachable(type(trouble).__name__) from trouble

    def close(self) -> None:
        """Hang up."""
        self.backend.close()

    def hand_over(self, messages: Sequence[Message]) -> list[Outcome]:
        """Send each; a server that goes silent is hung up on."""
        return [self._send(message) for message in messages]

    def has(self, message: Message) -> bool:
        """Mail servers cannot be asked."""
        raise NotImplementedError

    def _send(self, message: Message) -> Outcome:
        try:
            self.backend.send_messages([as_mail(message)])
        except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
            codes = refusal_codes(refusal)
            return Refused(f"Refused: {codes}", for_good=all(500 <= code < 600 for code in codes))
        except AnymailAPIError as refusal:
            headers = getattr(refusal.response, "headers", None) or {}
            return judge(refusal.status_code, headers.get("Retry-After", ""))
        except AnymailError as refusal:
            return Refused(type(refusal).__name__, for_good=True)
        except (SMTPException, OSError) as silence:
            self.backend.close()
            return Silent(type(silence).__name__)
        return Sent()


def as_mail(message: Message) -> EmailMessage:
    """The message as mail."""
    headers = {"Message-ID": f"<{message.pk}@{settings.MESSAGE_ID_DOMAIN}>"}
    if message.stop_link:
        # Mail programs show a button of their own for these two (RFC 8058).
        headers["List-Unsubscribe"] = f"<{message.stop_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMessage(
        subject=message.subject, body=message.body, to=[message.to], headers=headers
    )
    if message.calendar:
        mail.attach(invitation_part(message.calendar))
    return mail


def invitation_part(calendar: str) -> MIMEPart:
    """An invitation in the form that calendars take from mail: its method stands in its type."""
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
    part = MIMEPart()
    part.set_content(calendar, subtype="calendar", disposition="attachment", filename="visit.ics")
    part.set_param("method", method)
    return part


def refusal_codes(refusal: SMTPResponseException | SMTPRecipientsRefused) -> list[int]:
    """The SMTP reply codes of a definite no."""
    if isinstance(refusal, SMTPResponseException):
        return [refusal.smtp_code]
    return [code for code, _ in refusal.recipients.values()]
