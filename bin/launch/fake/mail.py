"""The mail side: an SMTP server that drops a Message-ID it has seen, and fails on demand."""

import asyncio
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from launch.fake.faults import Fault, Faults
from launch.fake.ledger import Ledger
from launch.fake.texts import LONGER_THAN_ANYBODY_WAITS


class Mails:
    """What happens to each mail."""

    def __init__(self, ledger: Ledger, faults: Faults) -> None:
        self.ledger, self.faults = ledger, faults

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, or fail in the way that is this mail's turn."""
        fault = self.faults.next()
        if fault is Fault.OUTAGE:
            server.transport.abort()
            return "421 closing"
        if fault is Fault.REFUSE:
            return "451 local error"
        if fault is Fault.BUSY:
            return "450 slow down"
        self.take(envelope)
        if fault is Fault.DROP:
            server.transport.abort()
        if fault is Fault.SLOW:
            await asyncio.sleep(LONGER_THAN_ANYBODY_WAITS)
        return "250 taken"

    def take(self, envelope: Envelope) -> None:
        """The mail takes effect."""
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)
        key = str(mail["Message-ID"]).strip("<>")
        self.ledger.take(
            way="mail",
            key=key,
            reference=key.partition("@")[0],
            to=envelope.rcpt_tos[0],
            text=mail.get_body().get_content(),
        )


def serve(port: int, ledger: Ledger, faults: Faults) -> Controller:
    """Start it in a thread of its own."""
    controller = Controller(Mails(ledger, faults), hostname="127.0.0.1", port=port)
    controller.start()
    return controller
