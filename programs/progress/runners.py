"""One runner as the physio sees them: a fixed number of queries, however long the history is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic.people.models import Principal, Runner
from programs.models import (
    Alert,
    Case,
    CaseRestriction,
    Note,
    Plan,
    Program,
    ProgramEvent,
    Question,
    SessionLog,
)
from programs.progress.alerts import AlertRow, open_alerts
from programs.progress.caseload import Reason, Row, rows_of
from programs.progress.pictures import Pictures, pictures
from programs.wording.history import Told, in_words
from programs.wording.pain import rule_in_words

NEWEST = 20


@dataclass(frozen=True)
class Steps:
    """Whether the runner has begun: the programme was sent, somebody signed in, a set was done."""

    sent_at: datetime | None
    opened_at: datetime | None
    first_on: date | None


@dataclass(frozen=True)
class RunnerPage:
    """What a physio needs to decide. `programs` are all, the newest first."""

    runner: Runner
    row: Row
    case: Case | None
    restrictions: Sequence[CaseRestriction]
    programs: Sequence[Program]
    plan: Plan | None
    alerts: Sequence[AlertRow]
    pictures: Pictures
    steps: Steps
    logs: Sequence[SessionLog]
    questions: Sequence[Question]
    notes: Sequence[Note]
    history: Sequence[Told]

    @property
    def derived(self) -> list[Reason]:
        """The reasons that nobody stores; alerts stand by themselves."""
        return [reason for reason in self.row.reasons if reason.code not in Alert.Kind.values]

    @property
    def rule_words(self) -> str:
        """The pain rule in force, in words."""
        return rule_in_words(self.plan) if self.plan else ""

    @property
    def current(self) -> Program | None:
        """The programme that runs or waits, if there is one."""
        open_ones = [one for one in self.programs if one.status in {"active", "on_hold"}]
        return open_ones[0] if open_ones else None


def runner_page(*, runner: Runner, user: Principal, today: date) -> RunnerPage:
    """Everything about a runner of the caseload. `runner` comes with its physio and user."""
    programs = list(
        Program.objects.visible_to(user)
        .filter(runner=runner)
        .order_by("-starts_on", "-created_at", "pk")
    )
    history = list(
        ProgramEvent.objects.filter(program__in=programs)
        .select_related("program", "plan", "phase", "by")
        .order_by("-at", "pk")
    )
    case = Case.objects.visible_to(user).filter(runner=runner).open().first()
    plan = _rule(programs)
    logs = SessionLog.objects.visible_to(user).filter(runner=runner)
    first = logs.order_by("occurred_on").values_list("occurred_on", flat=True).first()
    (row,) = rows_of(Runner.objects.treated_by(user).filter(pk=runner.pk), today)
    sent = [event.at for event in history if event.kind == ProgramEvent.Kind.SENT]
    return RunnerPage(
        runner=runner,
        row=row,
        case=case,
        restrictions=list(case.restrictions.all()) if case else [],
        programs=programs,
        plan=plan,
        alerts=open_alerts(user=user, today=today, runner=runner),
        pictures=pictures(runner=runner, today=today, rule=plan, events=history, mine=False),
        steps=Steps(
            sent_at=min(sent, default=None),
            opened_at=runner.user.last_login if runner.user else None,
            first_on=first,
        ),
        logs=list(logs.select_related("session").order_by("-occurred_at")[:NEWEST]),
        questions=list(
            Question.objects.visible_to(user)
            .filter(runner=runner)
            .select_related("answered_by")
            .order_by("answered_at", "-asked_at")[:NEWEST]
        ),
        notes=list(
            Note.objects.visible_to(user).filter(runner=runner).select_related("by")[:NEWEST]
        ),
        history=in_words(history)[:NEWEST],
    )


def _rule(programs: Sequence[Program]) -> Plan | None:
    """The plan whose pain rule counts: of the running programmes the strictest, one query."""
    running = [one for one in programs if one.status in {"active", "on_hold"}] or programs[:1]
    plans = Plan.objects.in_force().filter(program__in=running)
    return plans.order_by("pain_during_limit", "pk").first()
