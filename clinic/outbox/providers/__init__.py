"""Who carries our messages, as the settings name them."""

from django.conf import settings

from clinic.outbox.providers.base import Provider, Repeats
from clinic.outbox.providers.gateway import Gateway
from clinic.outbox.providers.mail import Mail
from clinic.outbox.providers.push import Push
from clinic.outbox.providers.services import Service


def providers() -> list[Provider]:
    """The providers of every channel; of one channel, the first that may take a message does."""
    texts: list[Provider] = [
        (Service if url.startswith("apprise:") else Gateway)(f"sms-{number}", url)
        for number, url in enumerate(settings.SMS_URLS, start=1)
    ]
    phones: list[Provider] = [Push("push", **settings.PUSH)] if settings.PUSH else []
    return [Mail("mail", Repeats(settings.MAIL_REPEATS)), *texts, *phones]
