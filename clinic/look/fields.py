"""Form fields of the design system."""

import re
from typing import Any

from django import forms

# What nobody sees and no drawing may hold, such as the line break of a slide that was copied. Zero
# is not among them: Django refuses it.
UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TOO_LONG = "Keep %s to %%(limit_value)d characters or fewer. It has %%(show_value)d now."


class Text(forms.CharField):
    """Words that a person types or pastes.

    Too many are refused in a sentence and kept; a browser that knew the limit would cut them short
    without a word, so no input of ours tells it (`templates/django/forms/widgets/attrs.html`; the
    limit becomes `data-max`, from which `js/count.js` counts aloud). Lines end in one character,
    as browsers count them. Boxes of several lines say their limit.
    """

    def __init__(self, *, max_length: int | None, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        named = f"“{self.label}”" if self.label else "this"
        self.error_messages.setdefault("max_length", TOO_LONG % named)
        limit = f"Up to {max_length:,} characters." if max_length and self.is_long else ""
        self.help_text = f"{help_text} {limit}".strip()

    @property
    def is_long(self) -> bool:
        """Whether it has room for several lines."""
        return isinstance(self.widget, forms.Textarea)

    def to_python(self, value: Any) -> str | None:
        """The text, with the line ends that every other client uses and nothing unseen."""
        text: str | None = super().to_python(value)
        return text and UNSEEN.sub(" ", text.replace("\r\n", "\n"))
