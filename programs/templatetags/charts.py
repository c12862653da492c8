"""Pictures of numbers in templates; the words and the numbers behind them come along."""

from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from programs.charts import (
    DayPain,
    HeatMap,
    HeatStrip,
    LoadChart,
    OutcomeChart,
    PainChart,
    sparkline,
)

register = template.Library()


@register.simple_tag
def pain_sparkline(points: Sequence[DayPain], limit: int) -> SafeString:
    """Draw pain as a small line, with the latest number beside it.

    Built here and not in a template, since a caseload draws one for every runner.
    """
    spark = sparkline(points, limit=limit)
    if spark.latest is None:
        return format_html('<span class="meta">{}</span>', spark.words)
    # All but the words are numbers of ours, so nothing else can need escaping; to ask each of
    # hundreds of them whether it does was a tenth of a caseload's page.
    parts = [f'<polyline class="line-pain" points="{line}"/>' for line in spark.lines]
    parts += [f'<circle class="dot-pain" cx="{x}" cy="{y}" r="2"/>' for x, y in spark.alone]
    if spark.over:
        parts.append(f'<polygon class="over" points="{spark.warning}"/>')
    else:
        x, y = spark.end
        parts.append(f'<circle class="dot-pain" cx="{x}" cy="{y}" r="3.5"/>')
    return SafeString(
        '<span class="spark-line"><svg class="spark" viewBox="0 0 120 32" role="img" '
        f'aria-label="{escape(spark.words)}">'
        f'<rect class="zone-stop" width="120" height="{spark.too_much}"/>{"".join(parts)}</svg>'
        f'<span aria-hidden="true"><b class="figures">{spark.latest:d}</b> '
        '<span class="meta">latest</span></span></span>'
    )


@register.inclusion_tag("charts/pain.html")
def pain_chart(chart: PainChart) -> dict:
    """Draw pain over time. Its heading stands above it, at the page's own level."""
    return {"chart": chart}


@register.inclusion_tag("charts/heat_map.html")
def heat_map(chart: HeatMap) -> dict:
    """Draw a month of sessions as a table."""
    return {"chart": chart}


@register.inclusion_tag("charts/heat_strip.html")
def heat_strip(chart: HeatStrip) -> dict:
    """Draw twelve weeks of sessions in one row."""
    return {"chart": chart}


@register.inclusion_tag("charts/loads.html")
def load_bars(chart: LoadChart) -> dict:
    """Draw planned and done load, one row for each drill."""
    return {"chart": chart}


@register.inclusion_tag("charts/outcome.html")
def outcome_line(chart: OutcomeChart) -> dict:
    """Draw a questionnaire's score over time."""
    return {"chart": chart}
