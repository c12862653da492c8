"""The manager changes what messages say, with {names} from a closed list for what differs.

What is not offered stays as we wrote it: sign-in codes, the receipt of an enquiry (it says what to
do in an emergency), alerts to the desk, and replies, whose words are the desk's own.
"""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinic.look.fields import Text
from clinic.outbox.models import Message, Wording
from clinic.outbox.rewording import change_words, original_words
from clinic.outbox.wording.own import own_words
from clinic.outbox.wording.variables import NAME, VARIABLES, what_is_wrong_in_braces
from clinic.people.access import for_roles
from clinic.people.models import User
from clinic.samples import ALL, CHANGEABLE, channel_of, sample, slug_of
from clinic.words import clinical_in, what_is_wrong

EVERYWHERE = ("clinic", "phone", "website")
LONGEST = {Message.Channel.EMAIL: 3000, Message.Channel.SMS: 300, Message.Channel.PUSH: 150}
HISTORY = 20
# Characters that a subject has room for, and that what stands for a name may have in it.
ROOM = 200
LONGEST_VALUES = {"runner": 120, "physio": 120, "practitioner": 120, "site": 80, "when": 35}
A_SHORT_VALUE = 12


class WordingForm(forms.Form):
    """The words of one message."""

    subject = Text(label="Subject", max_length=150, error_messages={"required": "Enter a subject"})
    body = Text(
        label="Words",
        max_length=None,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": "Enter the words"},
    )

    def __init__(self, *args: Any, template: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel, rules = channel_of(template), CHANGEABLE[template]
        self.may, self.must = (*EVERYWHERE, *rules.may), rules.must
        longest = LONGEST[self.channel]
        self.fields["body"] = Text(
            label="Words",
            max_length=longest,
            widget=forms.Textarea({"rows": 12 if self.channel == Message.Channel.EMAIL else 4}),
            error_messages={"required": "Enter the words"},
        )
        if self.channel != Message.Channel.EMAIL:
            del self.fields["subject"]

    def clean_subject(self) -> str:
        """One line without mistakes in its braces, that long names do not make too long."""
        subject = self._checked(
            " ".join(self.cleaned_data["subject"].split()), must=(), is_seen_by_others=True
        )
        if longest(subject) > ROOM:
            raise forms.ValidationError(
                f"Long names would make this longer than the {ROOM} characters of a subject."
                " Write less, or name fewer people."
            )
        return subject

    def clean_body(self) -> str:
        """Words without mistakes in their braces, and with what must be there."""
        body = self._checked(
            self.cleaned_data["body"].strip(),
            must=self.must,
            is_seen_by_others=self.channel != Message.Channel.EMAIL,
        )
        ends_well = " ".join(body.split()).endswith(f" {Message.NO_MORE}")
        if self.channel == Message.Channel.SMS and not ends_well:
            raise forms.ValidationError(f"End the text, after a space, with: {Message.NO_MORE}")
        return body

    def _checked(self, text: str, *, must: tuple[str, ...], is_seen_by_others: bool) -> str:
        wrong = what_is_wrong_in_braces(text, may=self.may, must=must) or what_is_wrong(text)
        if not wrong and is_seen_by_others and (found := clinical_in(text)):
            wrong = f"Leave “{found}” out: this shows on a locked phone, where health has no place."
        if wrong:
            raise forms.ValidationError(wrong)
        return text


def longest(subject: str) -> int:
    """How long a subject can get: in characters, with the longest value for each name."""
    known = LONGEST_VALUES | {
        "clinic": len(settings.CLINIC["name"]),
        "phone": len(settings.CLINIC["phone"]),
        "website": len(settings.BASE_URL),
    }
    names = NAME.findall(subject)
    return len(NAME.sub("", subject)) + sum(known.get(name, A_SHORT_VALUE) for name in names)


def original(template: str) -> tuple[str, str]:
    """Subject and body as we wrote them, with {names} for what differs."""
    words = own_words(template, has_subject=channel_of(template) == Message.Channel.EMAIL)
    if words is None:
        raise LookupError(f"{template} cannot be changed")
    return words


@for_roles(User.Role.MANAGER)
def wording(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of one message, how it looks, who changed it; POST changes it or takes ours.

    `?words=` puts earlier words into the form.
    """
    template = next((one for one in CHANGEABLE if slug_of(one) == slug), None)
    if template is None:
        raise Http404
    now, by = timezone.now(), cast("User", request.user)
    if request.POST.get("do") == "original":
        return back_to_ours(request, template, by=by, now=now)
    changes = Wording.objects.of(template).select_related("by")
    latest = changes.first()
    is_changed = latest is not None and not latest.is_original
    ours = original(template)
    said = (latest.subject, latest.body) if latest and is_changed else ours
    asked = as_id(request.GET.get("words"))
    earlier = changes.filter(pk=asked, is_original=False).first() if asked else None
    subject, body = (earlier.subject, earlier.body) if earlier else said
    posted = request.POST if request.method == "POST" else None
    form = WordingForm(posted, template=template, initial={"subject": subject, "body": body})
    if form.is_valid():
        words = {name: form.cleaned_data.get(name, "") for name in ("subject", "body")}
        if (words["subject"], words["body"]) == said:
            messages.success(request, "Nothing to save: it says that already.")
            return redirect("message_wording", slug)
        try:
            change_words(template=template, seen=seen(request), by=by, now=now, **words)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            latest = changes.first()
        else:
            messages.success(request, "Saved. It counts for what is owed from now on.")
            return redirect("message_wording", slug)
    context = {
        "form": form,
        "title": ALL[template],
        "sample": sample(template, now=now),
        "names": [(f"{{{name}}}", VARIABLES[name].means) for name in form.may],
        "is_changed": is_changed,
        "seen": latest.pk if latest else "",
        "is_earlier": earlier is not None and not form.is_bound,
        "history": changes[:HISTORY],
    }
    status = 422 if form.is_bound else 200
    return render(request, "health/wording.html", context, status=status)


def back_to_ours(request: HttpRequest, template: str, *, by: User, now: datetime) -> HttpResponse:
    """Say again what we wrote, unless somebody has changed the words meanwhile."""
    try:
        original_words(template=template, seen=seen(request), by=by, now=now)
    except ValidationError:
        messages.error(request, "Somebody changed these words meanwhile. Look at them first.")
    else:
        messages.success(request, "It says again what it said at first.")
    return redirect("message_wording", slug_of(template))


def seen(request: HttpRequest) -> int | None:
    """The latest change that stood on the page from which somebody posts."""
    return as_id(request.POST.get("seen"))


def as_id(typed: str | None) -> int | None:
    """The id of a row, as it came over the wire; None for what is none."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else None
