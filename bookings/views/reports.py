"""Reports for the desk and the manager: no-shows, answers, conversion, utilisation; also as CSV."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.forms.reports import StretchForm
from bookings.progress import reports as read
from bookings.progress.reports import Line, Stretch
from clinic.people.access import DESK, for_roles
from clinic.people.actions.mails import choose_digest
from clinic.people.models import Principal, User

# What a spreadsheet would take for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Report:
    """One report: its words, the heads of its columns, and where its lines come from."""

    heading: str
    about: str
    label: str
    part: str
    whole: str
    left_out: str
    lines: Callable[[Principal, Stretch, datetime], list[Line]]


REPORTS = {
    "no-shows": Report(
        "Visits that nobody came to",
        "Of the visits that are over and marked. Late cancellations stand below.",
        "Week",
        "Nobody came",
        "Visits marked",
        "Not marked yet",
        lambda user, days, now: [
            *read.no_shows(user=user, days=days, now=now),
            read.late_cancellations(user=user, days=days),
        ],
    ),
    "answers": Report(
        "Answers in time",
        "Of the enquiries whose promised time is over: by 5 pm on the next working day.",
        "Came by",
        "In time",
        "Promised time is over",
        "Still in time",
        lambda user, days, now: read.answers(user=user, days=days, now=now),
    ),
    "conversion": Report(
        "From enquiry to first visit",
        "Of all that asked in these days, without spam and duplicates.",
        "Step",
        "People",
        "Asked",
        "",
        lambda user, days, now: read.conversion(user=user, days=days),
    ),
    "utilisation": Report(
        "How full the hours were",
        "Minutes of visits, of the minutes that are on file as hours, leave and blocks taken away.",
        "Practitioner",
        "Minutes booked",
        "Minutes worked",
        "",
        lambda user, days, now: read.utilisation(user=user, days=days),
    ),
}


@for_roles(*DESK)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All reports of the days asked for."""
    form = StretchForm(request.GET, today=timezone.localdate())
    days, now = form.days(), timezone.now()
    for sentences in form.errors.values():
        messages.error(request, " ".join(str(one) for one in sentences))
    shown = [(name, one, one.lines(request.user, days, now)) for name, one in REPORTS.items()]
    context = {"days": days, "reports": shown, "now": now}
    return render(request, "bookings/reports.html", context)


@for_roles(*DESK)
@require_safe
def report_csv(request: HttpRequest, name: str) -> HttpResponse:
    """One report as a table for a spreadsheet; no cell of it is a formula."""
    if name not in REPORTS:
        raise Http404
    report = REPORTS[name]
    days = StretchForm(request.GET, today=timezone.localdate()).days()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    file = f"{name}-{days.first:%Y-%m-%d}-{days.last:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    rows = csv.writer(answer)
    heads = [report.label, report.part, report.whole, "Per cent", report.left_out, "Note"]
    rows.writerow([safe(head or "Left out") for head in heads])
    for line in report.lines(request.user, days, timezone.now()):
        percent = "" if line.percent is None else line.percent
        numbers = [line.part, line.whole, percent, line.left_out]
        rows.writerow([safe(line.label), *numbers, safe(line.note)])
    return answer


@for_roles(User.Role.MANAGER)
@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Send this manager the numbers by e-mail: `often` is weekly, daily or never (User.Digest)."""
    user, often = cast(User, request.user), request.POST.get("often", "")
    if often not in User.Digest:
        messages.error(request, "Nothing is changed. Press the button on this page again.")
        return redirect("bookings:reports")
    choose_digest(user=user, often=often, now=timezone.now())
    if often == User.Digest.NEVER:
        messages.success(request, "No more e-mails with these numbers.")
    else:
        messages.success(request, f"We e-mail you the numbers {user.get_digest_display()} at 7 am.")
    return redirect("bookings:reports")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
