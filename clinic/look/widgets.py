"""Form widgets of the design system: the 0 to 10 scale and a date that people know by heart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.forms import MultiWidget, RadioSelect, TextInput
from django.utils.dateparse import parse_date

# Stands between the parts of a date that is none: one-line inputs cannot hold it.
NEVER_TYPED = "\n"


@dataclass(frozen=True)
class Zone:
    """A stretch of the scale with a name, such as 0 to 2, "fine to carry on"."""

    first: int
    last: int
    text: str
    kind: Literal["ok", "watch", "stop"]


class Scale(RadioSelect):
    """Eleven radios from 0 to 10, one tap each.

    Nothing is chosen beforehand: a default would answer for the person. Zones come from the
    caller, because what a number means belongs to the programme. Give the field (an IntegerField
    or a TypedChoiceField) its label and its help text as usual.
    """

    template_name = "look/scale.html"
    is_scale = True

    def __init__(self, attrs: dict | None = None, *, zones: Sequence[Zone] = ()) -> None:
        super().__init__(attrs, choices=[(number, str(number)) for number in range(11)])
        self.zones = zones

    def get_context(self, name, value, attrs) -> dict:
        """Add the zones, and to every radio the kind of its zone."""
        context = super().get_context(name, value, attrs)
        context["zones"] = self.zones
        for _group, options, _index in context["widget"]["optgroups"]:
            for option in options:
                number = option["value"]
                kinds = [zone.kind for zone in self.zones if zone.first <= number <= zone.last]
                option["kind"] = kinds[0] if kinds else ""
        return context


class KnownDate(MultiWidget):
    """Day, month and year as three short inputs, for a date that the person knows.

    Serves a plain DateField. What was typed is kept when it is no date. An appointment's date is
    picked from a list instead.
    """

    template_name = "look/known_date.html"
    is_known_date = True
    use_fieldset = True
    PARTS = (("Day", "w-2"), ("Month", "w-2"), ("Year", "w-4"))

    def __init__(self, attrs: dict | None = None) -> None:
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        inputs = [TextInput(numeric | {"class": f"input {width}"}) for _part, width in self.PARTS]
        super().__init__(inputs, attrs)

    def get_context(self, name, value, attrs) -> dict:
        """Name each part, so that its input has a label."""
        context = super().get_context(name, value, attrs)
        for part, (label, _width) in zip(context["widget"]["subwidgets"], self.PARTS, strict=True):
            part["label"] = label
        return context

    def decompress(self, value) -> list[str]:
        """Split a date, or the text of a failed one, into day, month and year."""
        if isinstance(value, str) and NEVER_TYPED in value:
            return value.split(NEVER_TYPED)
        found = parse_date(value) if isinstance(value, str) else value
        return [str(found.day), str(found.month), str(found.year)] if found else ["", "", ""]

    # The stubs want a list; a widget that gives one value to one field may give it whole.
    def value_from_datadict(  # type: ignore[override]
        self, data: Mapping, files: object, name: str
    ) -> str:
        """Return the date in ISO form; what is no date keeps its parts, and is refused."""
        day, month, year = (data.get(f"{name}_{part}", "").strip() for part in range(3))
        if not (day or month or year):
            return ""
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            return NEVER_TYPED.join([day, month, year])
