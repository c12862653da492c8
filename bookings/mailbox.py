"""Reading an e-mail as it came over the line: who, what words, and which thread it belongs to.

Nothing of it is trusted: words only, no attachments, no HTML, and every length has an end.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import strip_tags

BIGGEST = 10 * 1024 * 1024
MOST_CHARACTERS = 20_000
LONGEST_SUBJECT = 200
LONGEST_NAME = 120
LONGEST_ID = 300
# What makes a mail one that a machine wrote (RFC 3834, and the older custom).
MACHINES = {"bulk", "junk", "list", "auto_reply"}
UNSEEN_BLOCKS = re.compile(r"(?is)<(style|script|head|title)\b.*?</\1\s*>")
LINE_ENDS = re.compile(r"(?i)<br\s*/?>|</(p|div|li|tr|h[1-6])\s*>")


class Unreadable(ValueError):  # noqa: N818 - says what is wrong
    """This is no mail that we can answer: the sentence says why."""


@dataclass(frozen=True)
class IncomingMail:
    """What we keep of one e-mail. `answers` are the message ids that it replies to."""

    message_id: str
    sender: str
    name: str
    subject: str
    text: str
    is_cut: bool
    left_out: int
    answers: tuple[str, ...]
    is_by_machine: bool


def read_mail(raw: bytes) -> IncomingMail:
    """Read one message of RFC 5322. Raises Unreadable when it is too big or has no sender."""
    if len(raw) > BIGGEST:
        raise Unreadable(f"A mail may have {BIGGEST} bytes; this one has more.")
    mail = message_from_bytes(raw, policy=policy.default)
    name, sender = parseaddr(header(mail, "From"))
    try:
        validate_email(sender)
    except ValidationError as wrong:
        raise Unreadable("The mail has no address that it could be answered at.") from wrong
    text = words(mail)
    answers = re.findall(
        r"<([^<>\s]+)>", f"{header(mail, 'In-Reply-To')} {header(mail, 'References')}"
    )
    return IncomingMail(
        message_id=header(mail, "Message-ID").strip("<> ")[:LONGEST_ID],
        sender=sender.lower(),
        name=clean(name)[:LONGEST_NAME] or sender.split("@")[0][:LONGEST_NAME],
        subject=clean(header(mail, "Subject"))[:LONGEST_SUBJECT],
        text=text[:MOST_CHARACTERS],
        is_cut=len(text) > MOST_CHARACTERS,
        left_out=min(sum(1 for _ in mail.iter_attachments()), 999) if mail.is_multipart() else 0,
        answers=tuple(answers),
        is_by_machine=is_by_machine(mail),
    )


def header(mail: EmailMessage, name: str) -> str:
    """A header as text; one that cannot be read is empty."""
    try:
        return str(mail.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""


def words(mail: EmailMessage) -> str:
    """The words of a mail: its plain text, or its HTML without the tags."""
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if part.get_content_subtype() == "html":
        content = LINE_ENDS.sub("\n", UNSEEN_BLOCKS.sub("", content))
        content = unescape(strip_tags(content))
    content = content.replace("\r\n", "\n").replace("\0", "")
    return re.sub(r"\n{3,}", "\n\n", content).strip()


def clean(text: str) -> str:
    """One line without what nobody sees."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())


def is_by_machine(mail: EmailMessage) -> bool:
    """Whether an answer to it would go to a machine, and could come back for ever."""
    automatic = header(mail, "Auto-Submitted").strip().lower()
    bounced = header(mail, "Return-Path").strip() == "<>"
    return (
        bounced
        or automatic not in {"", "no"}
        or header(mail, "Precedence").strip().lower() in MACHINES
        or bool(header(mail, "List-Id"))
    )
