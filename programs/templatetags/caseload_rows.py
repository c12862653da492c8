"""The rows of a caseload, built here and not in a template: there are thousands of small pieces."""

from collections.abc import Iterable
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinic.look.templatetags.steady import tag
from programs.progress.caseload import Reason, Row, Running
from programs.templatetags.charts import pain_sparkline

register = template.Library()

ANY = str(UUID(int=0))
ROW = (
    '<tr data-row><th scope="row"><a href="{}" data-open>{}</a></th><td class="why">{}</td>'
    '<td class="pain">{}</td><td class="count">{}</td><td class="now">{}</td></tr>'
)


@register.simple_tag
def caseload_rows(rows: Iterable[Row]) -> SafeString:
    """Write a table row for each runner: why, pain, done of due, and the programmes now."""
    runner, program, draft = (
        reverse(f"programs:{name}", args=[ANY]) for name in ("runner", "detail", "edit")
    )
    new = reverse("programs:new")
    return format_html_join(
        "",
        ROW,
        (
            (
                runner.replace(ANY, row.id),
                row.name,
                SafeString("".join(_why(one) for one in row.reasons or [row.calm])),
                pain_sparkline(row.points, row.limit),
                _count(row),
                SafeString(
                    "".join(
                        _program(one, draft if one.status == "draft" else program, first=not at)
                        for at, one in enumerate(row.programs)
                    )
                )
                or format_html(
                    '<a href="{}?runner={}" data-key="p">Assign one<span class="vh"> to {}</span>'
                    "</a>",
                    new,
                    row.id,
                    row.name,
                ),
            )
            for row in rows
        ),
    )


def _why(reason: Reason) -> SafeString:
    words = format_html(' <span class="meta">{}</span>', reason.words) if reason.words else ""
    return format_html("<div>{}{}</div>", tag(reason.kind, reason.label), words)


def _count(row: Row) -> SafeString:
    if not row.due:
        return SafeString('<span class="meta">nothing due</span>')
    return format_html('<span class="nowrap">{} of {}</span>', row.done, row.due)


def _program(program: Running, address: str, *, first: bool) -> SafeString:
    """The key `p` opens the first one of a row."""
    return format_html(
        '<div><a href="{}"{}>{}</a> <span class="meta">{}</span></div>',
        address.replace(ANY, program.id),
        SafeString(' data-key="p"') if first else "",
        program.title,
        program.week,
    )
