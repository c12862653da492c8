"""Settings from the environment: typed, and loud when one is missing or wrong."""

import os
from base64 import b64decode, urlsafe_b64decode
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()
ANYMAIL_KEYS = {"postmark": "server_token"}
"""What a service calls its key, where it is not `api_key`."""


def text(name: str, default: object = REQUIRED) -> str:
    """The variable NAME, or the content of the file that NAME_FILE points at.

    Raises ImproperlyConfigured, naming the variable, when there is neither and no default.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {problem}") from problem
    value = os.environ.get(name, default)
    if value is REQUIRED:
        raise ImproperlyConfigured(f"Set {name} in the environment; .env.example describes it.")
    return str(value)


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and empty; all else is refused."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, *, least: int = 1) -> int:
    """A whole number that is not smaller than `least`."""
    value = text(name, default)
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at least {least}, not {value!r}."
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without the empty items."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def one_of(name: str, known: list[str], default: str) -> str:
    """One of the known words."""
    value = text(name, default)
    if value not in known:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(known)}, not {value!r}.")
    return value


def hook_secret(name: str) -> str:
    """Empty, or whsec_ with at least 24 bytes in base64, as Standard Webhooks asks."""
    value = text(name, "")
    try:
        secret = b64decode(value.removeprefix("whsec_"), validate=True)
    except ValueError:
        secret = b""
    if value and (len(secret) < 24 or not value.startswith("whsec_")):
        raise ImproperlyConfigured(f"{name} must be whsec_ and at least 24 bytes in base64.")
    return value


def push(key_name: str, contact_name: str) -> dict[str, str]:
    """Our own key for notifications and whom push services may write to; empty without either.

    Raises ImproperlyConfigured when only one of them is set, or one is not what it should be.
    """
    key, contact = text(key_name, ""), text(contact_name, "")
    if not key and not contact:
        return {}
    if not key or not contact:
        raise ImproperlyConfigured(f"Set both {key_name} and {contact_name}, or neither of them.")
    try:
        raw = urlsafe_b64decode(key + "=" * (-len(key) % 4))
    except ValueError:
        raw = b""
    if len(raw) != 32 or not any(raw):
        raise ImproperlyConfigured(f"{key_name} must be 32 bytes: manage.py push_key makes one.")
    if not contact.startswith(("mailto:", "https://")):
        raise ImproperlyConfigured(f"{contact_name} must begin with mailto: or https://.")
    return {"private_key": key, "contact": contact}


def mailer(url: str) -> dict[str, object]:
    """Django's MAILERS entry for smtp://user:password@host:port?tls=1 or mailbox:///folder.

    anymail+postmark://token names one of anymail's services, here Postmark.
    """
    parts = urlsplit(url)
    if parts.scheme.startswith("anymail+") and parts.hostname:
        service = parts.scheme.removeprefix("anymail+")
        key = unquote(url.partition("://")[2])
        return {
            "BACKEND": f"anymail.backends.{service}.EmailBackend",
            "OPTIONS": {ANYMAIL_KEYS.get(service, "api_key"): key},
        }
    if parts.scheme == "mailbox":
        folder = f"{parts.netloc}{unquote(parts.path)}"
        return {"BACKEND": "clinic.outbox.mailbox.EmailBackend", "OPTIONS": {"folder": folder}}
    if parts.scheme == "smtp" and parts.hostname:
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                "port": parts.port or 587,
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parse_qs(parts.query).get("tls", ["1"])[0] == "1",
                "timeout": 5,
            },
        }
    raise ImproperlyConfigured(
        "MAIL_URL must be smtp://…, anymail+…:// or mailbox:///…; .env.example shows them."
    )
