"""The demo's mail provider: one file a message, named by its message id.

Like a good provider it drops repeats: handing over the same message id twice leaves one file.
"""

import os
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message to `<folder>/<message id>.eml`, whole or not at all."""

    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages; a repeated message id is accepted and dropped."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            content = mail.message()
            name = quote(parseaddr(content["Message-ID"])[1], safe="@-.") + ".eml"
            with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
                part.write(content.as_bytes())
            try:
                os.link(part.name, self.folder / name)
            except FileExistsError:
                pass
            finally:
                os.unlink(part.name)
        return len(email_messages)
