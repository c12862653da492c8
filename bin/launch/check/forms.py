"""Read the forms of a page, and fill them in as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


class UnexpectedError(Exception):
    """The app answered something else than the check expects; the text says what."""


@dataclass
class Form:
    """One form: where it goes, what it holds, and what may be chosen in it."""

    action: str = ""
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def fill(self, **answers: object) -> "Form":
        """Answer its fields by name; a field that the form does not have is UnexpectedError.

        Where one must choose, the label on the screen is understood as well as the value.
        """
        for name, answer in answers.items():
            if name not in self.values:
                raise UnexpectedError(f"the form has no field {name!r}, only {sorted(self.values)}")
            given = answer if isinstance(answer, (list, tuple)) else [answer]
            self.values[name] = [self._value(name, str(each)) for each in given]
        return self

    def press(self, label: str) -> "Form":
        """Send the name and value of the button with this label along."""
        if label not in self.buttons:
            raise UnexpectedError(f"the form has no button {label!r}, only {sorted(self.buttons)}")
        name, value = self.buttons[label]
        if name:
            self.values[name] = [value]
        return self

    def pairs(self) -> list[tuple[str, str]]:
        """What is sent, in the order of the page."""
        return [(name, each) for name, given in self.values.items() for each in given]

    def _value(self, name: str, answer: str) -> str:
        choices = self.choices.get(name)
        if choices is None or answer in choices.values():
            return answer
        fitting = [value for label, value in choices.items() if answer in label]
        if not fitting:
            raise UnexpectedError(f"{name!r} offers {sorted(choices)}, and not {answer!r}")
        return fitting[0]


class Page(HTMLParser):
    """The forms, headings and links of one page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.heading = ""
        self._form: Form | None = None
        self._text: list[str] | None = None
        self._ended: dict[str, dict[str, str]] = {}
        self._select: tuple[str, bool] | None = None
        self._labels: dict[str, str] = {}
        self._ids: list[tuple[Form, str, str, str]] = []
        self.feed(html)
        self.close()
        for form, name, value, id_ in self._ids:
            form.choices.setdefault(name, {})[self._labels.get(id_, value)] = value

    def form(self, action: str = "", having: str = "") -> Form:
        """The first form whose action contains one text and which has the field `having`."""
        for form in self.forms:
            if action in form.action and (not having or having in form.values):
                return form
        seen = [(form.action, sorted(form.values)) for form in self.forms]
        raise UnexpectedError(
            f"no form for {action or having!r} on {self.heading!r}; there are {seen}"
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTMLParser calls this."""
        given = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None:
            self._input(self._form, given)
        elif tag == "select" and self._form is not None and "name" in given:
            self._select = (given["name"], "multiple" in given)
            self._form.values.setdefault(given["name"], [])
            self._form.choices.setdefault(given["name"], {})
        if tag in {"a", "h1", "button", "textarea", "option", "label"}:
            self._text, self._ended[tag] = [], given

    def _input(self, form: Form, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if kind == "submit":
            form.buttons[given.get("value", "")] = (name, given.get("value", ""))
        elif name and "disabled" not in given and kind not in {"button", "image", "reset", "file"}:
            value = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
            held = form.values.setdefault(name, [])
            if kind not in {"checkbox", "radio"} or "checked" in given:
                held.append(value)
            if kind in {"checkbox", "radio"}:
                self._ids.append((form, name, value, given.get("id", "")))

    def handle_data(self, data: str) -> None:
        """HTMLParser calls this."""
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """HTMLParser calls this."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._end_select()
        elif tag in self._ended:
            given = self._ended.pop(tag)
            raw = "".join(self._text or [])
            self._end_text(tag, given, raw if tag == "textarea" else " ".join(raw.split()))

    def _end_select(self) -> None:
        if self._select and self._form is not None:
            name, many = self._select
            offered = list(self._form.choices[name].values())
            if not self._form.values[name] and offered and not many:
                self._form.values[name] = [offered[0]]
        self._select = None

    def _end_text(self, tag: str, given: dict[str, str], text: str) -> None:
        if tag == "h1":
            self.heading = text
        elif tag == "a":
            self.links.setdefault(text or given.get("aria-label", ""), given.get("href", ""))
        elif tag == "label":
            self._labels[given.get("for", "")] = text
        elif self._form is None:
            return
        elif tag == "textarea" and "name" in given:
            self._form.values[given["name"]] = [text.removeprefix("\n")]
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._form.buttons[text] = (given.get("name", ""), given.get("value", ""))
        elif tag == "option" and self._select:
            value = given.get("value", text)
            self._form.choices[self._select[0]][text] = value
            if "selected" in given:
                self._form.values[self._select[0]].append(value)
