"""What a physio did to a runner's programmes lately. It only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from programs.models import Program, ProgramEvent

NEWS_FOR = timedelta(days=7)
NEWS = [ProgramEvent.Kind.SENT, ProgramEvent.Kind.CHANGED, ProgramEvent.Kind.PHASE]


@dataclass(frozen=True)
class News:
    """The latest of a programme: one of NEWS since that day, and the phase that it moved to."""

    program: Program
    kind: str
    on: date
    phase: str


def with_news(programs: QuerySet[Program], today: date) -> QuerySet[Program]:
    """Each with the latest of its last week at hand, in the same query."""
    recent = ProgramEvent.objects.filter(
        program=OuterRef("pk"), kind__in=NEWS, on__gt=today - NEWS_FOR, on__lte=today
    ).order_by("-at", "-id")
    found = recent.values(found=JSONObject(kind="kind", on="on", at="at", phase="phase__name"))
    return programs.annotate(news=Subquery(found[:1], output_field=JSONField()))


def news_of(programs: Iterable[Program]) -> tuple[News, ...]:
    """The news of these, newest first; read them `with_news`."""
    told = [(one, news) for one in programs if (news := getattr(one, "news", None))]
    told.sort(key=lambda pair: pair[1]["at"], reverse=True)
    return tuple(
        News(one, news["kind"], date.fromisoformat(news["on"]), news["phase"] or "")
        for one, news in told
    )
