"""A moment in a hidden input, exact to the microsecond: who saved in between is noticed by it."""

from datetime import datetime


def stamp(moment: datetime) -> str:
    """The moment as text."""
    return moment.isoformat()


def from_stamp(text: str) -> datetime | None:
    """The moment again; None for an empty or a strange text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
