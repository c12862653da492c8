"""Template tags of the design system: icons, tags, dates as people say them, navigation."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.template.defaultfilters import date as written
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from lucide.templatetags.lucide import lucide

from clinic.look.fields import Text

register = template.Library()

Day = date | datetime | None
UNDO = "undo:"
# How the empty entry of a list begins when it asks for an answer.
PROMPT = "Choose"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw a Lucide icon. It is decoration: the words beside it carry the meaning."""
    attributes: dict[str, Any] = {"class": "icon", "aria-hidden": "true", "focusable": "false"}
    return SafeString(lucide(name, **attributes))


@register.simple_tag
def tag(kind: str, text: str) -> SafeString:
    """Write a small status: ``{% tag "due" "Due today" %}``. The shape comes from the kind."""
    return format_html('<span class="tag tag-{}">{}</span>', kind, text)


def _local(moment: Any) -> Any:
    """As the database gives it, a moment is UTC and shown in the clinic's zone.

    A moment that carries a place's own zone already, like a visit's start, keeps it.
    """
    if isinstance(moment, datetime) and moment.tzinfo is UTC:
        return timezone.localtime(moment)
    return moment


@register.filter(expects_localtime=False)
def day(moment: Day) -> str:
    """Write "Tuesday 14 July"."""
    if not moment:
        return ""
    local = _local(moment)
    return _day(local.date() if isinstance(local, datetime) else local)


@lru_cache(maxsize=1024)
def _day(local: date) -> str:
    return written(local, "l j F")


@register.filter(expects_localtime=False)
def day_year(moment: Day) -> str:
    """Write "14 July 2026"."""
    return written(_local(moment), "j F Y") if moment else ""


@register.filter(expects_localtime=False)
def clock(moment: datetime | time | None) -> str:
    """Write "9:30 am". A time without a date is taken as it stands."""
    if moment is None:
        return ""
    local = _local(moment)
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


@register.filter(expects_localtime=False)
def day_clock(moment: datetime | None) -> str:
    """Write "Tuesday 14 July, 9:30 am"."""
    return f"{day(moment)}, {clock(moment)}" if moment else ""


@register.filter(expects_localtime=False)
def ago(moment: datetime, now: datetime) -> str:
    """Write "3 hours ago", or "just now" within the first minute."""
    if now - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment, now)} ago"


@register.filter
def undo_url(message: Message) -> str:
    """Return where a message can be undone, from ``extra_tags="undo:/path/"``, or nothing."""
    extra = message.extra_tags or ""
    return extra.removeprefix(UNDO) if extra.startswith(UNDO) else ""


@register.filter
def has_text(form: object) -> bool:
    """Say whether a form asks for words that have a limit, which is then counted aloud."""
    return any(isinstance(field, Text) for field in getattr(form, "fields", {}).values())


@register.filter
def is_optional(field: forms.BoundField) -> bool:
    """Say whether a label should say that the field may stay empty.

    A box that is not ticked is an answer, and so is an entry of a list that stands for none, such
    as "Anybody": beside these the word would only puzzle. `sometimes_needed` names the fields of
    a form that its own rules ask for.
    """
    if field.field.required or field.name in getattr(field.form, "sometimes_needed", ()):
        return False
    if isinstance(field.field.widget, forms.CheckboxInput):
        return False
    # The entries of a list that comes from the database are not read a second time for this.
    if isinstance(field.field, forms.ModelChoiceField):
        empty = field.field.empty_label
    else:
        choices = getattr(field.field.widget, "choices", ())
        empty = next((label for value, label in choices if value in ("", None)), None)
    return empty is None or str(empty).startswith((PROMPT, "---"))


@register.simple_block_tag(takes_context=True)
def keep(context: Context, content: SafeString, name: str) -> SafeString:
    """Write what is inside, and keep it as a variable: ``{% keep "page" %}Drills{% endkeep %}``.

    A block can stand only once in a template; this is how the page says its title twice.
    """
    context[name] = content
    return content


@register.simple_tag(takes_context=True)
def shell(context: Context) -> str:
    """Say which frame this reader's pages wear: public, runner or staff."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return "public"
    return "runner" if user.role == "runner" else "staff"


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(
    context: Context, name: str, text: str, icon: str = "", place: str = "", also: str = ""
) -> dict:
    """Link to a named page and mark where the reader is; a page that does not exist is left out.

    ``also`` names the views below that page, so that the link stays marked on them.
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {}
    request = context.get("request")
    below = getattr(getattr(request, "resolver_match", None), "view_name", None)
    current = "page" if getattr(request, "path", "") == url else ""
    if not current and below in also.split():
        current = "true"
    return {"url": url, "text": text, "icon": icon, "place": place, "current": current}
