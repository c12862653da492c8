"""`manage.py push_key`: a key of our own for notifications on phones (RFC 8292)."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand
from py_vapid.utils import b64urlencode


class Command(BaseCommand):
    """Prints one, and keeps nothing."""

    help = "Print a new PUSH_PRIVATE_KEY. Phones that trust another one have to be asked again."

    def handle(self, *args: Any, **options: Any) -> None:
        """A point of the curve that nobody else knows, as 32 bytes in base64url."""
        secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        self.stdout.write(f"PUSH_PRIVATE_KEY={b64urlencode(secret.to_bytes(32))}")
