"""Judges by the provider's ledger: what arrived, against what the diary says should have."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bench.chaos.world import World

GRACE = 2.0
"""Seconds after a change in which an earlier reminder may still be on its way."""
FINDS_OUT = {"mail", "sms-1", "sms-2", "push"}
"""Providers that drop repeats or can be asked: nothing of theirs may stay uncertain."""


@dataclass
class Verdict:
    """The counts of the line, and examples of what went wrong."""

    reminders: int = 0
    lost: int = 0
    dup: int = 0
    after_cancel: int = 0
    wrong_time: int = 0
    uncertain_known: int = 0
    uncertain: int = 0
    unfinished: int = 0
    latencies: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every promise held."""
        bad = self.lost + self.dup + self.after_cancel + self.wrong_time
        return self.reminders > 0 and bad + self.uncertain_known + self.unfinished == 0

    def blame(self, what: str, detail: object) -> None:
        """Count one fault and keep it for the report."""
        setattr(self, what, getattr(self, what) + 1)
        self.wrong.append(f"{what}: {detail}")


def judge(world: World, ledger: list[dict], *, healthy_until: float) -> Verdict:
    """Compare the diary's reminders of the run with the ledger."""
    from bookings.models import Appointment
    from clinic.outbox.models import Message

    verdict = Verdict()
    arrived = Counter(line["reference"] for line in ledger)
    first = {line["reference"]: line for line in reversed(ledger)}
    visits = {one.pk: one for one in Appointment.objects.with_names()}
    changed = {change.visit: change for change in world.changes}
    versions = defaultdict(dict)
    for message in Message.objects.filter(kind="appointment-reminder"):
        _, visit, version, name = message.key.split(":")
        if name == "hours":
            versions[visit][int(version)] = message
    for visit in visits.values():
        is_on = visit.status == Appointment.Status.BOOKED
        for version, message in versions[str(visit.pk)].items():
            reference = str(message.pk)
            count = arrived[reference]
            verdict.reminders += 1
            if count > 1:
                verdict.blame("dup", (reference, message.provider, count))
            if count and version < visit.version:
                late = first[reference]["at"] - changed[visit.pk].committed
                if late > GRACE:
                    verdict.blame("after_cancel", (reference, message.provider, round(late, 1)))
            if is_on and version == visit.version:
                judge_one(verdict, message, first.get(reference), visit, healthy_until)
        if is_on and visit.version not in versions[str(visit.pk)]:
            verdict.blame("lost", f"visit {visit.pk} earned no reminder")
    return verdict


def judge_one(verdict: Verdict, message, line: dict | None, visit, healthy_until: float) -> None:
    """The reminder that the visit has earned as it stands."""
    from clinic.look.templatetags.steady import day_clock
    from clinic.outbox.models import Message

    state, detail = Message.State(message.state), (str(message.pk), message.provider, message.state)
    if state in {Message.State.PLANNED, Message.State.SENDING}:
        verdict.blame("unfinished", detail)
    if state == Message.State.UNCERTAIN:
        verdict.uncertain += 1
        if message.provider in FINDS_OUT:
            verdict.blame("uncertain_known", (*detail, message.reason))
    elif line is None and state not in {Message.State.PLANNED, Message.State.SENDING}:
        verdict.blame("lost", (*detail, message.reason))
    if line is None:
        return
    if day_clock(visit.local_start) not in " ".join(line["text"].split()):
        verdict.blame("wrong_time", detail)
    due = message.send_after.timestamp()
    if due < healthy_until:
        verdict.latencies.append(line["at"] - due)
