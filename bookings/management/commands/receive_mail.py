"""Take in one e-mail from the mail server: `manage.py receive_mail < message`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.actions.letters import receive_mail
from bookings.mailbox import BIGGEST, Unreadable, read_mail

# What mail servers understand (sysexits.h): the mail itself is wrong, so it is not tried again.
DATA_ERROR = 65


class Command(BaseCommand):
    """Reads one message of RFC 5322 from standard input and puts it into the inbox."""

    help = "Read one e-mail from standard input and put it into the front desk's inbox."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 65 tells the mail server to give the mail back to its sender."""
        try:
            mail = read_mail(sys.stdin.buffer.read(BIGGEST + 1))
        except Unreadable as wrong:
            raise CommandError(str(wrong), returncode=DATA_ERROR) from wrong
        enquiry = receive_mail(mail=mail, now=timezone.now())
        self.stdout.write(f"Enquiry {enquiry.reference}")
