"""The environment in which the app's own processes run; .env.example explains every name."""

import base64
import os
import secrets
from pathlib import Path

from launch import paths
from launch.provider import free_port
from launch.services import Services

# Variables of the person's shell that would quietly change what our Python runs.
UNWANTED = ("PYTHONPATH", "PYTHONHOME", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")


def inherited() -> dict[str, str]:
    """The caller's environment, cleaned, with .venv first on PATH."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    kept["PATH"] = f"{paths.VENV / 'bin'}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"PYTHONUNBUFFERED": "1"}


def scratch(services: Services, state: Path) -> dict[str, str]:
    """For tests and checks: throw-away secrets, and mail as files in the state folder."""
    return services.variables() | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "TESTING": "1",
        "DEBUG": "0",
        "DEMO": "0",
        "MAIL_URL": f"mailbox://{state / 'mail'}",
        "MEDIA_ROOT": str(state / "media"),
    }


def secret_key(state: Path) -> str:
    """The state folder's own secret, made once and readable by us alone."""
    path = state / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def push_key(state: Path) -> str:
    """The state folder's own key for notifications (any 32 bytes are one), made once."""
    path = state / "push_key"
    if not path.exists():
        write_private(path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a new file that we alone may read."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text)


def demo(services: Services, state: Path, port: int) -> dict[str, str]:
    """For the demo: everybody signs in with a click, so it answers on this machine only."""
    origin, texts = f"http://127.0.0.1:{port}", free_port()
    return services.variables() | {
        "SECRET_KEY": secret_key(state),
        "DEMO": "1",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": f"{origin},http://localhost:{port}",
        "BASE_URL": origin,
        "MAIL_URL": f"mailbox://{state / 'mail'}",
        # The pretending provider, a process of the demo: it writes texts down beside the mail.
        "TEXTS_PORT": str(texts),
        "SMS_URLS": f"sms+http://127.0.0.1:{texts}/dropped?repeats=dropped",
        "TEXT_HOOK_SECRET": f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}",
        "PUSH_PRIVATE_KEY": push_key(state),
        "PUSH_CONTACT": "mailto:hello@clinic.example",
        "MEDIA_ROOT": str(state / "media"),
        "SWEEP_SECONDS": "3",
        "WEB_HTTPS": "0",
    }
