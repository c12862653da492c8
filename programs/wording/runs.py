"""Runs in plain words."""

from datetime import date
from decimal import Decimal

from django.utils.dateformat import format as written

from clinic.units import Unit, unit

SOURCE = "Frandsen and others 2025, British Journal of Sports Medicine, 5,205 runners"
SOURCE_PAGE = "https://doi.org/10.1136/bjsports-2024-109380"


def distance_in_words(metres: int) -> str:
    """ "800 metres", "5 km", "10.25 km"; for those who chose miles "3.11 miles"."""
    told = unit()
    if metres < told.metres:
        return f"{metres} metres"
    number = distance_in_numbers(metres)
    return f"{number} {'km' if told == Unit.KILOMETRES else 'mile' if number == '1' else 'miles'}"


def distance_in_numbers(metres: int) -> str:
    """How many kilometres, or miles to a hundredth, without the unit: "10.25"."""
    told = unit()
    number = Decimal(metres) / told.metres
    if told == Unit.MILES:
        number = round(number, 2)
    return format(number.normalize(), "f")


def step_in_words(distance_m: int, longest_m: int, longest_on: date, percent: int) -> str:
    """A bigger step than usual, with the numbers behind it. It says nothing about injury."""
    return (
        f"{distance_in_words(distance_m)} is a bigger step than usual: {percent}% more than "
        f"{distance_in_words(longest_m)} on {written(longest_on, 'j F')}, the longest run of the "
        "30 days before."
    )


# domain.md D5b; V23 and V24 of docs/clinical-rules.md.
GATE = (
    "Before the first run: 30 to 45 minutes of brisk walking, and the day itself, without pain. "
    "Then a rest day between two runs, and each step at least twice. After pain above the limit: "
    "the same step again, or one back. You decide."
)
GATE_SOURCE = (
    "a clinic’s return-to-run protocol (mammothphysio.com) and Table 1 of a trial (Trials 2023, "
    "s13063-023-07502-x)"
)
NO_REST_DAY = "Two of these runs fall on days in a row. The protocol has a rest day between."

NOTHING_KNOWN = (
    "No run with a distance is known from the 30 days before, so we cannot say whether this is a "
    "bigger step than usual."
)
