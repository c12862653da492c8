"""Kilometres or miles: the unit in which distances are told to whoever asks.

Like Django's own language and time zone it belongs to the request and not to the words: those who
write a distance out ask `unit()`. What is stored and what the API says is metres, always.
"""

from collections.abc import Callable
from contextvars import ContextVar
from decimal import Decimal

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse


class Unit(TextChoices):
    """What one of it is called."""

    KILOMETRES = "km", "Kilometres"
    MILES = "mi", "Miles"

    @property
    def metres(self) -> Decimal:
        """The length of one; the mile is the international one of 1959."""
        return Decimal("1609.344") if self == Unit.MILES else Decimal(1000)


def kilometres() -> Unit:
    """What holds where nobody chose: in a reminder, for the clinic, on the public pages."""
    return Unit.KILOMETRES


_asked: ContextVar[Callable[[], Unit]] = ContextVar("unit", default=kilometres)


def unit() -> Unit:
    """The one of whoever asks now."""
    return _asked.get()()


class UnitMiddleware:
    """Tell distances in the unit that the signed-in person chose; it asks nobody until then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the unit of whoever asks."""
        token = _asked.set(lambda: Unit(getattr(request.user, "unit", "") or Unit.KILOMETRES))
        try:
            return self.get_response(request)
        finally:
            _asked.reset(token)
