"""What every page may know about the clinic."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest


class Clinic(TypedDict):
    """The clinic as pages show it."""

    name: str
    phone: str
    phone_link: str
    base_url: str
    demo: bool


def clinic(request: HttpRequest) -> dict[str, Clinic]:
    """Give templates ``clinic``: name, phone for reading and for dialling, base_url, demo."""
    about = settings.CLINIC
    return {
        "clinic": Clinic(
            name=about["name"],
            phone=about["phone"],
            phone_link=f"tel:{about['phone_international']}",
            base_url=settings.BASE_URL,
            demo=settings.DEMO,
        )
    }
